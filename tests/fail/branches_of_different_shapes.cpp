// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: add<
// EXPECT: gets<[a-z0-9_:]*shape<8>
// EXPECT: each_branch_must_take_the_input_and_all_must_give_the_same_shape
#include <inlay/compose/add.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/relu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::relu, nn::add<nn::dense<4>, nn::dense<5>>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::relu, nn::add<nn::dense<4>, nn::dense<4>>> {};
#endif
