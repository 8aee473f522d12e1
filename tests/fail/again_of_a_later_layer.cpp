// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: again<N> repeats an earlier layer of the same list
// ERRORS: 9
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::again<1>, nn::dense<8>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::dense<8>, nn::again<0>> {};
#endif
static_assert(nn::Network<net>);
