// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: multiply<>
// EXPECT: gets<[a-z0-9_:]*shape<8>
#include <inlay/compose/branch.hpp>
#include <inlay/compose/multiply.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::multiply<>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::branch<nn::dense<3>, nn::dense<3>>, nn::multiply<>> {};
#endif
