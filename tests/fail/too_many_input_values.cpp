// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: no matching function for call to '?infer
#include <inlay/layers/dense.hpp>
#include <inlay/network/infer.hpp>

namespace nn = inlay;
struct net : nn::sequential<nn::input<3>, nn::dense<2>> {};
#ifdef INLAY_REJECT
nn::output_tensor<net> predict(const nn::parameters<net>& p) { return nn::infer<net>(p, {{1, 2, 3, 4}}); }
#else
nn::output_tensor<net> predict(const nn::parameters<net>& p) { return nn::infer<net>(p, {{1, 2, 3}}); }
#endif
