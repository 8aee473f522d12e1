// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/hinge_side.hpp>
#include <inlay/losses/mean_of.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of max(1 - t p, 0)^2 over all values; targets as in hinge.
struct squared_hinge {
    static constexpr const char* name = "squared_hinge";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&&, Self&) {}

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        const T twice = detail::share<T>(prediction) * 2;
        return detail::mean_of(prediction, target, gradient, [twice](auto p, auto t) {
            using V = decltype(p);
            const V side = detail::side_of(t), miss = max(1 - side * p, V(T(0)));
            return std::array{-side * miss * twice, miss * miss};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
