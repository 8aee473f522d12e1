// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: max_pool2d<
// EXPECT: gets<[a-z0-9_:]*shape<2, 2, 3>
// EXPECT: it_needs_shape_height_width_channels_no_smaller_than_the_window
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/max_pool2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<4, 4, 3>, nn::max_pool2d<2>, nn::max_pool2d<3>> {};
#else
struct net : nn::sequential<nn::input<4, 4, 3>, nn::max_pool2d<2>, nn::max_pool2d<2>> {};
#endif
