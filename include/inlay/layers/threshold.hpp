// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/elementwise.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x for x > Threshold, else Value, with slope 0 there: PyTorch's Threshold, and with Value 0 Keras' ThresholdedReLU and
/// ReLU(threshold=…). A NaN stays one.
template <real Threshold, real Value>
struct threshold : elementwise<threshold<Threshold, Value>, (double{Value} <= double{Threshold} ? keep::output : keep::input)> {
    static constexpr const char* name = "threshold";
    static constexpr void settings(auto&& visit) {
        visit("threshold", Threshold);
        visit("value", Value);
    }
    static constexpr bool increasing = double{Value} <= double{Threshold};  // then y says on which side x was

    static constexpr auto value(auto x) { return select(x <= double{Threshold}, double{Value}, x); }
    static constexpr auto slope(auto x_or_y) { return select(x_or_y <= double{Threshold}, decltype(x_or_y)(0), 1); }
};

}  // namespace inlay::inline INLAY_ABI
