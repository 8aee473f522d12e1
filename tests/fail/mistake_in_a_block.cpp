// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: dense<10>
// EXPECT: gets<[a-z0-9_:]*shape<3, 3, 2>
// EXPECT: put_flatten_before_it
// ERRORS: 3
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/flatten.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct block : nn::sequential<nn::conv2d<2, 3>, nn::dense<10>> {};
#else
struct block : nn::sequential<nn::conv2d<2, 3>, nn::flatten, nn::dense<10>> {};
#endif
struct net : nn::sequential<nn::input<5, 5, 1>, block> {};
static_assert(nn::Network<net>);
