// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a stream runs through time, so the network's input is input<Steps, Features>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/network/stream.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::dense<1>> {};
#else
struct net : nn::sequential<nn::input<4, 8>, nn::dense<1>> {};
#endif
nn::stream<net> voice;
