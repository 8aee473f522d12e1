// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x min(max(x + 3, 0), 6) / 6: Keras' hard_silu or hard_swish, PyTorch's Hardswish, whose slopes at -3 and 3 (-1/2 and
/// 1) are taken. Howard et al. 2019.
struct hard_swish : elementwise<hard_swish, keep::input> {
    static constexpr const char* name = "hard_swish";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto x) {
        using P = decltype(x);
        const auto above = max(x, P(-3)), lifted = above + 3;  // -infinity times 0 would be a NaN
        return select(x > 3, x, above * lifted / 6);
    }
    static constexpr auto slope(auto x) {
        using P = decltype(x);
        return select(x < -3, P(0), select(x < 3, x / 3 + 0.5, P(1)));
    }
};

}  // namespace inlay::inline INLAY_ABI
