// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: winograd_conv2d knows zeros\{0\} and zeros\{1\}
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/winograd_conv2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr nn::zeros zeros{2};
#else
constexpr nn::zeros zeros{1};
#endif
struct net : nn::sequential<nn::input<8, 8, 8>, nn::winograd_conv2d<8, zeros>> {};
