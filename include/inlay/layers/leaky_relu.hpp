// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x for x > 0, else Slope x. Keras' layer takes 0.3 if nothing is said, PyTorch's 0.01. The slope at 0
/// is Slope.
template <real Slope = 0.3>
struct leaky_relu : elementwise<leaky_relu<Slope>, (Slope > 0 ? keep::output : keep::input)> {
    static constexpr const char* name = "leaky_relu";
    static constexpr void settings(auto&& visit) { visit("negative_slope", Slope); }

    INLAY_INLINE static constexpr auto value(auto x) { return select(x > 0, x, x * double{Slope}); }
    static constexpr auto slope(auto x_or_y) {
        return select(x_or_y > 0, decltype(x_or_y)(1), double{Slope});
    }
};

}  // namespace inlay::inline INLAY_ABI
