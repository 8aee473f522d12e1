// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: lstm takes, behind its units, returns, return_state, go_backwards, use_bias and unit_forget_bias
// ERRORS: 3
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/lstm.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 2>, nn::lstm<4, nn::reset::before>> {};
#else
struct net : nn::sequential<nn::input<8, 2>, nn::lstm<4, nn::use_bias::no>> {};
#endif
static_assert(nn::Network<net>);
