// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = min(max(x + 3, 0), 6) / 6, as in Keras 3 and PyTorch. A NaN stays one.
struct hard_sigmoid : elementwise<hard_sigmoid, keep::output> {
    static constexpr const char* name = "hard_sigmoid";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) { return min(max(x + 3, 0), 6) / 6; }
    static constexpr auto slope(auto y) {
        using P = decltype(y);
        return select(y > 0, select(y < 1, P(1), 0), P(0)) / 6;
    }
};

}  // namespace inlay::inline INLAY_ABI
