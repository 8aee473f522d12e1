// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x for x > 0, else Alpha (e^x - 1). Clevert et al. 2016.
template <real Alpha = 1.0>
struct elu : elementwise<elu<Alpha>, keep::output> {
    static_assert(Alpha >= 0, "inlay: alpha of elu is not negative");
    static constexpr const char* name = "elu";
    static constexpr void settings(auto&& visit) { visit("alpha", Alpha); }

    static constexpr auto value(auto x) { return select(x > 0, x, simd::expm1(x) * double{Alpha}); }
    static constexpr auto slope(auto y) { return select(y > 0, decltype(y)(1), y + double{Alpha}); }
};

}  // namespace inlay::inline INLAY_ABI
