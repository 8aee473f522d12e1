// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: glu
// EXPECT: shape<9>
// EXPECT: it_needs_an_even_number_of_channels
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/glu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<4>, nn::dense<9>, nn::glu> {};
#else
struct net : nn::sequential<nn::input<4>, nn::dense<10>, nn::glu> {};
#endif
