// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: the options of batch_norm are center, scale and variance
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/batch_norm.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::batch_norm<0.99, 1e-3, nn::use_bias::no>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::batch_norm<0.99, 1e-3, nn::center::no>> {};
#endif
