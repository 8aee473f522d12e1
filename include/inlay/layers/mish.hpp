// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/layers/elementwise.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x tanh(log(1 + e^x)), Misra 2019; 0 far below zero.
struct mish : elementwise<mish, keep::input> {
    static constexpr const char* name = "mish";
    static constexpr void settings(auto&&) {}

    // With q = (1 + e^x)^2 - 1, the tangent is q / (q + 2) and its slope 4 e^x (1 + e^x) / (q + 2)^2: nothing cancels.
    static constexpr auto value(auto x) {
        const auto e = simd::exp(min(x, decltype(x)(high<decltype(x)>))), q = e * (e + 2);
        return above(x) * (q / (q + 2));
    }
    static constexpr auto slope(auto x) {
        using P = decltype(x);
        const auto inside = above(min(x, P(high<P>))), e = simd::exp(inside), q = e * (e + 2), part = 1 / (q + 2);
        return fma(inside * 4 * e, (e + 1) * part * part, q * part);
    }

private:
    // From here on the tangent is 1 and its slope nothing, while q^2 is finite.
    template <class P>
    static constexpr int high = sizeof(typename P::value_type) == 4 ? 20 : 40;
    // Below these e^x is 0, and -infinity times 0 would be a NaN.
    template <class P>
    static constexpr P above(P x) {
        return max(x, P(sizeof(typename P::value_type) == 4 ? -104 : -746));
    }
};

}  // namespace inlay::inline INLAY_ABI
