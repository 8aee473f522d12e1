// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = scale x for x > 0, else scale alpha (e^x - 1). Klambauer et al. 2017, whose constants these are.
struct selu : elementwise<selu, keep::output> {
    static constexpr const char* name = "selu";
    static constexpr void settings(auto&&) {}
    static constexpr double alpha = 1.6732632423543772, scale = 1.0507009873554805;

    static constexpr auto value(auto x) { return select(x > 0, x, simd::expm1(x) * alpha) * scale; }
    static constexpr auto slope(auto y) { return select(y > 0, decltype(y)(scale), y + scale * alpha); }
};

}  // namespace inlay::inline INLAY_ABI
