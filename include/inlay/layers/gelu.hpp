// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x Phi(x) with the normal distribution Phi, exact: Keras with approximate=False, PyTorch with
/// approximate="none". Hendrycks & Gimpel 2016. gelu_tanh is the approximation.
struct gelu : elementwise<gelu, keep::input> {
    static constexpr const char* name = "gelu";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto x) { return x * below(x); }
    static constexpr auto slope(auto x) {
        const auto density = simd::exp(x * x * -0.5) * 0.3989422804014327;  // 1 / sqrt(2 pi)
        return fma(x, density, below(x));
    }

private:
    static constexpr auto below(auto x) { return simd::erf(x * 0.7071067811865476) * 0.5 + 0.5; }
};

}  // namespace inlay::inline INLAY_ABI
