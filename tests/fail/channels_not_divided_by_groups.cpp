// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: it_needs_channels_that_divide_by_its_groups
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr std::size_t channels = 3;
#else
constexpr std::size_t channels = 4;
#endif
struct net : nn::sequential<nn::input<8, 8, channels>, nn::conv2d<4, 3, nn::groups{2}>> {};
