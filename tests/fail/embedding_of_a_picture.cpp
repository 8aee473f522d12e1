// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: it_needs_shape_steps_of_token_numbers
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/embedding.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<12, 100>, nn::embedding<100, 8>> {};  // tokens are numbers, not rows with a 1 in them
#else
struct net : nn::sequential<nn::input<12>, nn::embedding<100, 8>> {};
static_assert(nn::Network<net>);
#endif
