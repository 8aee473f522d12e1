// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: alpha of celu is positive
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/celu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::celu<0.0>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::celu<0.1>> {};
#endif
