// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer of this network does not treat every time step alike, so it cannot run step by step
#include <inlay/compose/bidirectional.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/gru.hpp>
#include <inlay/network/stream.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 2>, nn::bidirectional<nn::gru<4, nn::returns::sequence>>> {};
#else
struct net : nn::sequential<nn::input<8, 2>, nn::gru<4, nn::returns::sequence>> {};
#endif
nn::stream<net> voice;
