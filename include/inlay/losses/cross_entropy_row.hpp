// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>

/// What the categorical cross-entropies share, for one row of scores.
namespace inlay::inline INLAY_ABI::detail {

/// log(p) of a probability limited to [1e-7, 1 - 1e-7]: Keras' epsilon.
template <class P>
INLAY_INLINE constexpr P limited_log(P p) {
    using T = typename P::value_type;
    return simd::log(min(max(p, P(T(1e-7))), P(1 - T(1e-7))));
}

/// Its derivative: 0 beyond the limits.
template <class P>
INLAY_INLINE constexpr P limited_log_slope(P p) {
    using T = typename P::value_type;
    const P low(T(1e-7)), high(1 - T(1e-7)), zero(T(0));
    return select(p < low, zero, select(p > high, zero, 1 / max(p, low)));
}

/// The row of a gradient that starts at an offset.
template <class D>
constexpr auto row_of(D gradient, std::size_t at) {
    if constexpr (wanted<D>) {
        return gradient.data() + at;
    } else {
        return gradient;
    }
}

template <class T>
struct exponential_sum {
    T most;     // the largest z
    T sum;      // of e^(z - most)
    T log_sum;  // its logarithm
};

/// Of one row; the e^(z - most) go to a pointer unless that is a discard.
template <class T, class Count, class D>
constexpr exponential_sum<T> log_sum_exp(const T* z, Count count, D exponentials) {
    const T most = simd::largest(z, count);
    T sum = 0;
    if constexpr (wanted<D>) {
        const auto both = [most](auto a) {
            const auto e = simd::exp(a - most);
            return std::array{e, e};
        };
        sum = simd::map_sum(count, both, exponentials, z);
    } else {
        sum = simd::sum(count, [most](auto a) { return simd::exp(a - most); }, z);
    }
    return {most, sum, simd::log(simd::pack<T, 1>(sum)).v};
}

}  // namespace inlay::inline INLAY_ABI::detail
