// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<1>
// EXPECT: reparameterise<
// EXPECT: shape<5>
// EXPECT: it_needs_shape_2n_means_before_log_variances
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/reparameterise.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::dense<5>, nn::reparameterise<>> {};
#else
struct net : nn::sequential<nn::input<8>, nn::dense<10>, nn::reparameterise<>> {};
#endif
