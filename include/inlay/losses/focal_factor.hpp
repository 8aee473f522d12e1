// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/simd/math.hpp>
#include <limits>

namespace inlay::inline INLAY_ABI::detail {

/// miss^gamma and its derivative, for miss within [0, 1].
template <class V>
INLAY_INLINE constexpr std::array<V, 2> focal_factor(V miss, typename V::value_type gamma) {
    using T = typename V::value_type;
    const V some = max(miss, V(std::numeric_limits<T>::min()));  // 0 has no logarithm
    const V factor = simd::exp(simd::log(some) * gamma);
    return {factor, factor / some * gamma};
}

}  // namespace inlay::inline INLAY_ABI::detail
