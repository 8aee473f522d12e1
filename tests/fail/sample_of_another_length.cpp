// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: deleted function
// ERRORS: 2
#include <array>
#include <inlay/hosted/model.hpp>
#include <inlay/layers/dense.hpp>

namespace nn = inlay;
struct net : nn::sequential<nn::input<3>, nn::dense<2>> {};
#ifdef INLAY_REJECT
using sample = nn::tensor<float, nn::shape<4>>;
#else
using sample = nn::tensor<float, nn::shape<3>>;
#endif
nn::output_tensor<net> predict(const nn::model<net>& m, const sample& x) { return m(x); }
