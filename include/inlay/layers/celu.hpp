// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x for x > 0, else Alpha (e^(x / Alpha) - 1), so that the slope at 0 is 1 on both sides. Barron 2017.
template <real Alpha = 1.0>
struct celu : elementwise<celu<Alpha>, keep::output> {
    static_assert(double{Alpha} > 0, "inlay: alpha of celu is positive");
    static constexpr const char* name = "celu";
    static constexpr void settings(auto&& visit) { visit("alpha", Alpha); }
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) { return select(x > 0, x, simd::expm1(x * (1 / double{Alpha})) * double{Alpha}); }
    static constexpr auto slope(auto y) { return select(y > 0, decltype(y)(1), y * (1 / double{Alpha}) + 1); }
};

}  // namespace inlay::inline INLAY_ABI
