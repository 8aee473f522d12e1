// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: reshape<4, 5>
// EXPECT: gets<[a-z0-9_:]*shape<24>
// EXPECT: the_sizes_must_multiply_to_the_same_number
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/reshape.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<24>, nn::reshape<4, 5>> {};
#else
struct net : nn::sequential<nn::input<24>, nn::reshape<4, 6>> {};
#endif
