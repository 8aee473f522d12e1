// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = tanh(x).
struct tanh : elementwise<tanh, keep::output> {
    static constexpr const char* name = "tanh";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) { return simd::tanh(x); }
    static constexpr auto slope(auto y) { return (1 - y) * (y + 1); }
};

}  // namespace inlay::inline INLAY_ABI
