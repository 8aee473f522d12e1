// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: dense needs at least one unit
// ERRORS: 4
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

#ifdef INLAY_REJECT
struct net : inlay::sequential<inlay::input<8>, inlay::dense<0>> {};
#else
struct net : inlay::sequential<inlay::input<8>, inlay::dense<1>> {};
static_assert(inlay::Network<net>);
#endif
