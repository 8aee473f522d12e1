// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: dense takes use_bias::no besides its units
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr nn::groups option{2};
#else
constexpr auto option = nn::use_bias::no;
#endif
struct net : nn::sequential<nn::input<8>, nn::dense<4, option>> {};
