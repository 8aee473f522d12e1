// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: the rate of dropout is within \[0, 1\)
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dropout.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::dropout<1.0>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::dropout<0.99>> {};
#endif
