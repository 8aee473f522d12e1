// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/mean_of.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of (prediction - target)^2 over all values.
struct mean_squared_error {
    static constexpr const char* name = "mean_squared_error";
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
            const auto e = p - t;
            return std::array{e * twice, e * e};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
