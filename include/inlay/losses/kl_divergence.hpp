// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/cross_entropy_row.hpp>
#include <inlay/losses/mean_of.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of sum(t log(t / p)) over the last axis, of probabilities t and p, which are limited to [1e-7, 1] as
/// in Keras; beyond the limits the gradient is 0. Kullback & Leibler 1951. PyTorch's KLDivLoss takes log(p), and wants
/// reduction="batchmean".
struct kl_divergence {
    static constexpr const char* name = "kl_divergence";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&&, Self&) {}

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr T classes = static_cast<T>(Out::dims[Out::rank - 1]);
        const T one = detail::share<T>(prediction) * classes;
        return classes * detail::mean_of(prediction, target, gradient, [one](auto p, auto t) {
            using V = decltype(p);
            const V low(T(1e-7)), high(T(1)), zero(T(0));
            const V q = min(max(p, low), high), a = min(max(t, low), high);
            const V slope = select(p < low, zero, select(p > high, zero, -one * a / q));
            return std::array{slope, a * simd::log(a / q)};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
