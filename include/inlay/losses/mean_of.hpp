// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// 1 / the number of values: what each of them counts in their mean.
template <class T, class P>
constexpr T share(P prediction) {
    return 1 / static_cast<T>(prediction.size());
}

/// The mean of a loss that is a sum over values: f(prediction, target) returns std::array{gradient, value}.
template <class P, class Y, class D, class F>
constexpr auto mean_of(P prediction, Y target, D gradient, F f) {
    using T = typename P::value_type;
    const auto n = simd::elements(prediction);
    if constexpr (wanted<D>) {
        return simd::map_sum(n, f, gradient.data(), prediction.data(), target.data()) * share<T>(prediction);
    } else {
        const auto value = [&](auto p, auto t) { return f(p, t)[1]; };
        return simd::sum(n, value, prediction.data(), target.data()) * share<T>(prediction);
    }
}

}  // namespace inlay::inline INLAY_ABI::detail
