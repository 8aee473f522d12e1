// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/mean_of.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over all values of e^2 / 2 for |e| <= delta and of delta (|e| - delta / 2) beyond, e = prediction
/// - target. Huber 1964.
struct huber {
    static constexpr const char* name = "huber";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    double delta = 1;  ///< from here on the loss grows linearly

    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("delta", self.delta);
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        const T one = detail::share<T>(prediction), d = static_cast<T>(delta);
        return detail::mean_of(prediction, target, gradient, [=](auto p, auto t) {
            const auto e = p - t, size = abs(e);
            const auto inside = size <= d;
            return std::array{select(inside, e, copysign(decltype(e)(d), e)) * one,
                              select(inside, e * e * T(0.5), (size - d * T(0.5)) * d)};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
