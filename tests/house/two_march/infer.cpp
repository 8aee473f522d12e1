// SPDX-License-Identifier: BSD-3-Clause
// Compiled once for each instruction set; INFER names this unit's function.
#include <array>
#include <inlay/compose/sequential.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/tanh.hpp>

namespace {
struct net : inlay::sequential<inlay::input<8>, inlay::dense<37>, inlay::tanh, inlay::dense<10>, inlay::relu, inlay::dense<3>> {};
}  // namespace

const char* INFER(const std::array<float, 8>& x, std::array<float, 3>& y) {
    inlay::model<net> model{inlay::seed{1}};
    const auto predicted = model(x);
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = predicted[i];
    }
    return inlay::instruction_set;
}
