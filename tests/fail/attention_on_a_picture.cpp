// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: it_needs_a_sequence_or_shapes_of_the_queries_sequence_and_the_keys_sequence
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/multi_head_attention.hpp>
#include <inlay/layers/reshape.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 8, 4>, nn::multi_head_attention<2, 4>> {};
#else
struct net : nn::sequential<nn::input<8, 8, 4>, nn::reshape<64, 4>, nn::multi_head_attention<2, 4>> {};
static_assert(nn::Network<net>);
#endif
