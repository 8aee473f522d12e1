// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// base^exponent by repeated squaring.
constexpr double power(double base, std::uint64_t exponent) {
    double result = 1;
    for (; exponent > 0; exponent >>= 1, base *= base) {
        if (exponent & 1) result *= base;
    }
    return result;
}

constexpr double root(double square) { return sqrt(simd::pack<double, 1>(square)).v; }

}  // namespace inlay::inline INLAY_ABI::detail
