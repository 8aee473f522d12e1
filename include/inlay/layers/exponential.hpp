// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = e^x.
struct exponential : elementwise<exponential, keep::output> {
    static constexpr const char* name = "exponential";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) { return simd::exp(x); }
    static constexpr auto slope(auto y) { return y; }
};

}  // namespace inlay::inline INLAY_ABI
