// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <limits>

namespace inlay::inline INLAY_ABI {

/// y = x / (1 + |x|), and +-1 at the infinities.
struct softsign : elementwise<softsign, keep::output> {
    static constexpr const char* name = "softsign";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) {
        using P = decltype(x);
        const auto size = min(abs(x), P(std::numeric_limits<typename P::value_type>::max()));
        return copysign(size / (size + 1), x);
    }
    static constexpr auto slope(auto y) {
        const auto rest = 1 - abs(y);  // 1 / (1 + |x|)
        return rest * rest;
    }
};

}  // namespace inlay::inline INLAY_ABI
