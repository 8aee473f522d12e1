// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: residual<
// EXPECT: gets<[a-z0-9_:]*shape<8>
// EXPECT: its_layers_must_give_the_shape_they_get
#include <inlay/compose/residual.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/relu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::residual<nn::dense<16>, nn::relu>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::residual<nn::dense<8>, nn::relu>> {};
#endif
