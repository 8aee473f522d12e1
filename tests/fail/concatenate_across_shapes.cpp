// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: concatenate<
// EXPECT: gets<[a-z0-9_:]*shape<6, 6, 2>
// EXPECT: each_branch_must_take_the_input_and_differ_in_the_last_extent_alone
#include <inlay/compose/concatenate.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<6, 6, 2>, nn::concatenate<nn::conv2d<4, 1>, nn::conv2d<4, 3>>> {};
#else
struct net : nn::sequential<nn::input<6, 6, 2>, nn::concatenate<nn::conv2d<4, 1>, nn::conv2d<5, 1>>> {};
#endif
