// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/hinge_side.hpp>
#include <inlay/losses/mean_of.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of max(1 - t p, 0) over all values; targets t are -1 or 1, or 0 or 1. Keras takes 0 for -1 only where all targets of a
/// batch are 0 or 1.
struct hinge {
    static constexpr const char* name = "hinge";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&&, Self&) {}

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        const T one = detail::share<T>(prediction);
        return detail::mean_of(prediction, target, gradient, [one](auto p, auto t) {
            using V = decltype(p);
            const V zero(T(0)), side = detail::side_of(t), miss = 1 - side * p;
            return std::array{select(miss > zero, -side * one, zero), max(miss, zero)};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
