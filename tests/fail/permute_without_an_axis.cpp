// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: permute names each axis of a sample once, counted from 1
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/permute.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 3>, nn::permute<1, 0>> {};
#else
struct net : nn::sequential<nn::input<8, 3>, nn::permute<2, 1>> {};
#endif
