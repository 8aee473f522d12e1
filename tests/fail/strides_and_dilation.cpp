// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a convolution has strides or a dilation, not both
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv1d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr nn::strides step{2};
#else
constexpr nn::strides step{1};
#endif
struct net : nn::sequential<nn::input<9, 2>, nn::conv1d<4, 3, nn::dilation{2}, step>> {};
