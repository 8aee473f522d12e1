// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: Network
// EXPECT: constraint
// EXPECT: input_shape
// ERRORS: 3
// A sequential without an input is a layer, not a network.
#include <inlay/hosted/model.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::dense<3>> {};
#else
struct net : nn::sequential<nn::input<4>, nn::dense<3>> {};
#endif
using model = nn::model<net>;
