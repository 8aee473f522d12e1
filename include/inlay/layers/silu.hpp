// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x / (1 + e^-x), also called swish.
struct silu : elementwise<silu, keep::input> {
    static constexpr const char* name = "silu";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto x) { return x * simd::sigmoid(x); }
    static constexpr auto slope(auto x) {
        const auto s = simd::sigmoid(x);
        return s * (x * (1 - s) + 1);
    }
};

}  // namespace inlay::inline INLAY_ABI
