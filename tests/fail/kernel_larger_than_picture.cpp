// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: conv2d<4,
// EXPECT: gets<[a-z0-9_:]*shape<4, 4, 1>
// EXPECT: it_needs_shape_height_width_channels_no_smaller_than_the_window
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/max_pool2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr auto padding = nn::padding::valid;
#else
constexpr auto padding = nn::padding::same;
#endif
struct net : nn::sequential<nn::input<8, 8, 1>, nn::max_pool2d<2>, nn::conv2d<4, 5, 1, padding>> {};
