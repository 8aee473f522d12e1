// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))): gelu as Keras computes it with approximate=True,
/// PyTorch with approximate="tanh".
struct gelu_tanh : elementwise<gelu_tanh, keep::input> {
    static constexpr const char* name = "gelu_tanh";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto x) { return x * below(x); }
    static constexpr auto slope(auto x) {
        const auto p = below(x);  // its slope is 2 p (1 - p) times the one of its argument
        return p + x * 2 * p * (1 - p) * (x * x * (3 * 0.044715 * c) + c);
    }

private:
    static constexpr double c = 0.7978845608028654;  // sqrt(2 / pi)
    static constexpr auto below(auto x) { return simd::sigmoid(x * (x * x * 0.044715 + 1) * (2 * c)); }
};

}  // namespace inlay::inline INLAY_ABI
