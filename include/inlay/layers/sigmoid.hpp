// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = 1 / (1 + e^-x): independent probabilities.
struct sigmoid : elementwise<sigmoid, keep::output> {
    static constexpr const char* name = "sigmoid";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;
    static constexpr scores gives = scores::probabilities;
    static constexpr link_function link = link_function::sigmoid;

    static constexpr auto value(auto x) { return simd::sigmoid(x); }
    static constexpr auto slope(auto y) { return y * (1 - y); }
};

}  // namespace inlay::inline INLAY_ABI
