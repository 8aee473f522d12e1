// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: spatial_dropout2d<
// EXPECT: shape<8>
// EXPECT: it_needs_shape_height_width_channels
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/spatial_dropout2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::spatial_dropout2d<0.5>> {};
#else
struct net : nn::sequential<nn::input<2, 2, 2>, nn::spatial_dropout2d<0.5>> {};
#endif
