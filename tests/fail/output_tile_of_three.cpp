// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: winograd_conv2d computes 2 or 4 rows of outputs at a time, of 1, 2 or 4 columns, with strides of 1 or 2
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/winograd_conv2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr nn::output_tile tile{3, 4};
#else
constexpr nn::output_tile tile{2, 4};
#endif
struct net : nn::sequential<nn::input<8, 8, 8>, nn::winograd_conv2d<8, tile>> {};
