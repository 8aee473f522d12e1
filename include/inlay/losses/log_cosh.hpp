// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/mean_of.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of log(cosh(prediction - target)) over all values: e^2 / 2 near 0, |e| - log 2 far away.
struct log_cosh {
    static constexpr const char* name = "log_cosh";
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
            const auto e = p - t, size = abs(e);
            return std::array{simd::tanh(e) * one, size + simd::log1p(simd::exp(size * T(-2))) - T(0.6931471805599453)};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
