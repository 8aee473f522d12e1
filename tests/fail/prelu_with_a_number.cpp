// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: prelu takes shared_axes and alpha_initial
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/prelu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::prelu<1>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::prelu<nn::shared_axes{1}>> {};
#endif
