// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: again<N> gets another shape than layer N
// ERRORS: 3
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::dense<5>, nn::again<0>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::dense<8>, nn::again<0>> {};
#endif
nn::parameters<net> p;
