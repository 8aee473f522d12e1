// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a sequential has at least one layer behind its input
// ERRORS: 6
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/relu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::relu> {};
#endif
