// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer of this network does not treat every time step alike, so it cannot run step by step
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/gru.hpp>
#include <inlay/network/stream.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 2>, nn::gru<4, nn::returns::sequence>, nn::flatten, nn::dense<1>> {};
#else
struct net : nn::sequential<nn::input<8, 2>, nn::gru<4, nn::returns::sequence>, nn::dense<1>> {};
#endif
nn::stream<net> voice;
