// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer within masked<Value, Layers...> reads the mask and sees another number of time steps than masked itself
// ERRORS: 3
#include <inlay/compose/masked.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/gru.hpp>
#include <inlay/layers/reshape.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 2>, nn::masked<0.0, nn::reshape<4, 4>, nn::gru<4>>> {};
#else
struct net : nn::sequential<nn::input<8, 2>, nn::masked<0.0, nn::gru<4, nn::returns::sequence>, nn::gru<4>>, nn::reshape<2, 2>> {};
#endif
static_assert(nn::bound_network<net>::flops > 0);
