// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = min(max(x, 0), 6). The slope at 0 and at 6 is 0; a NaN stays one. Howard et al. 2017.
struct relu6 : elementwise<relu6, keep::output> {
    static constexpr const char* name = "relu6";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    INLAY_INLINE static constexpr auto value(auto x) { return min(max(x, 0), 6); }
    static constexpr auto slope(auto y) {
        using P = decltype(y);
        return select(y > 0, select(y < 6, P(1), 0), P(0));
    }
};

}  // namespace inlay::inline INLAY_ABI
