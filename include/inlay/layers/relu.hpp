// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = max(x, 0). The slope at 0 is 0; a NaN stays one.
struct relu : elementwise<relu, keep::output> {
    static constexpr const char* name = "relu";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true, positive_part = true;

    INLAY_INLINE static constexpr auto value(auto x) { return max(x, 0); }
    static constexpr auto slope(auto y) { return select(y <= 0, decltype(y)(0), 1); }
};

}  // namespace inlay::inline INLAY_ABI
