// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = log(1 / (1 + e^-x)), as -log(1 + e^-x): x itself far below zero, never a logarithm of 0.
struct log_sigmoid : elementwise<log_sigmoid, keep::output> {
    static constexpr const char* name = "log_sigmoid";
    static constexpr void settings(auto&&) {}
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) { return -simd::softplus(-x); }
    static constexpr auto slope(auto y) { return -simd::expm1(y); }
};

}  // namespace inlay::inline INLAY_ABI
