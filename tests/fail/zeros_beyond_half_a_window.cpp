// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: the zeros around a pooling are at most half its window
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/average_pool2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 8, 1>, nn::average_pool2d<2, 2, nn::zeros{2}>> {};
#else
struct net : nn::sequential<nn::input<8, 8, 1>, nn::average_pool2d<2, 2, nn::zeros{1}>> {};
#endif
