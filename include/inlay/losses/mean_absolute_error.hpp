// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/mean_of.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of |prediction - target| over all values. The slope at 0 is 0.
struct mean_absolute_error {
    static constexpr const char* name = "mean_absolute_error";
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
            const auto e = p - t;
            return std::array{select(e == 0, e, copysign(decltype(e)(one), e)), abs(e)};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
