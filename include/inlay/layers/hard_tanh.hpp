// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = min(max(x, -1), 1). The slope at -1 and at 1 is 0; a NaN stays one. PyTorch's Hardtanh with its own limits.
struct hard_tanh : elementwise<hard_tanh, keep::output> {
    static constexpr const char* name = "hard_tanh";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    INLAY_INLINE static constexpr auto value(auto x) { return min(max(x, -1), 1); }
    static constexpr auto slope(auto y) { return select(abs(y) < 1, decltype(y)(1), 0); }
};

}  // namespace inlay::inline INLAY_ABI
