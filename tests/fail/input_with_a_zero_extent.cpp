// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: an input has no zero extent
// ERRORS: 3
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/relu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 0>, nn::relu> {};
#else
struct net : nn::sequential<nn::input<8, 1>, nn::relu> {};
#endif
