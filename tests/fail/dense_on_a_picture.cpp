// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: dense<10>
// EXPECT: shape<8, 8, 1>
// EXPECT: put_flatten_before_it
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/relu.hpp>

#ifdef INLAY_REJECT
struct net : inlay::sequential<inlay::input<8, 8, 1>, inlay::relu, inlay::dense<10>, inlay::relu> {};
#else
struct net : inlay::sequential<inlay::input<8, 8, 1>, inlay::relu, inlay::flatten, inlay::dense<10>, inlay::relu> {};
static_assert(inlay::Network<net>);
#endif
