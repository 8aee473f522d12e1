// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: dense<3>
// EXPECT: gets<[a-z0-9_:]*shapes<
#include <inlay/compose/concatenate.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::inputs<nn::shape<8>, nn::shape<5>>, nn::dense<3>> {};
#else
struct net : nn::sequential<nn::inputs<nn::shape<8>, nn::shape<5>>, nn::concatenate<>, nn::dense<3>> {};
#endif
