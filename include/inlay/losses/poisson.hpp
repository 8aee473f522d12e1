// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/mean_of.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of p - t log(p + 1e-7) over all values: how likely counts t are where p is expected, but for what does not depend on
/// p. PyTorch's PoissonNLLLoss with log_input=False, whose eps is 1e-8.
struct poisson {
    static constexpr const char* name = "poisson";
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
            const auto above = p + T(1e-7);
            return std::array{(1 - t / above) * one, p - t * simd::log(above)};
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
