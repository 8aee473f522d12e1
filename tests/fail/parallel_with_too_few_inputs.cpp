// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: parallel<
// EXPECT: it_needs_as_many_inputs_as_it_has_layers
#include <inlay/compose/parallel.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::parallel<nn::dense<3>, nn::dense<3>>> {};
#else
struct net : nn::sequential<nn::inputs<nn::shape<8>, nn::shape<5>>, nn::parallel<nn::dense<3>, nn::dense<3>>> {};
#endif
