// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = (x + sqrt(x^2 + B)) / 2, a softplus without exponentials. Barron 2021; Keras' b is 4.
template <real B = 4.0>
struct squareplus : elementwise<squareplus<B>, keep::output> {
    static_assert(double{B} > 0, "inlay: b of squareplus is positive");
    static constexpr const char* name = "squareplus";
    static constexpr void settings(auto&& visit) { visit("b", B); }
    static constexpr bool increasing = true;

    static constexpr auto value(auto x) {
        using P = decltype(x);
        const auto size = abs(x);
        const auto inner = min(size, P(sizeof(typename P::value_type) == 4 ? 1e15 : 1e150));  // its square is finite
        const auto far = size + max(size, sqrt(inner * inner + double{B}));
        return select(x < 0, double{B} / 2 / far, far * 0.5);  // below zero the sum would cancel
    }
    static constexpr auto slope(auto y) { return 1 / (1 + double{B} / 4 / y / y); }  // y / sqrt(x^2 + B)
};

}  // namespace inlay::inline INLAY_ABI
