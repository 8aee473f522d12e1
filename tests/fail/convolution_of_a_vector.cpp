// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: conv2d<8,
// EXPECT: gets<[a-z0-9_:]*shape<64>
// EXPECT: it_needs_shape_height_width_channels_no_smaller_than_the_window
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/reshape.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<64>, nn::conv2d<8, 3>> {};
#else
struct net : nn::sequential<nn::input<64>, nn::reshape<8, 8, 1>, nn::conv2d<8, 3>> {};
#endif
