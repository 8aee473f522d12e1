// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a picture has no past
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr auto padding = nn::padding::causal;
#else
constexpr auto padding = nn::padding::same;
#endif
struct net : nn::sequential<nn::input<8, 8, 1>, nn::conv2d<4, 5, padding>> {};
