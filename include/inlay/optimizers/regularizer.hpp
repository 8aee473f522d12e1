// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Adds l1 sum|w| + l2 sum(w^2) over the weights, not the biases, to the loss. The factors are Keras' (not
/// halved): PyTorch's weight_decay is 2 l2. The slope of |w| at 0 is 0.
struct regularizer {
    double l1 = 0, l2 = 0;

    static constexpr const char* name = "l1_l2";
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("l1", self.l1);
        visit("l2", self.l2);
    }

    constexpr bool active() const { return l1 != 0 || l2 != 0; }

    /// What n weights add to the loss.
    template <class T>
    constexpr T value(const T* w, std::size_t n) const {
        const T a = static_cast<T>(l1), b = static_cast<T>(l2);
        return simd::sum(n, [=](auto v) { return abs(v) * a + v * v * b; }, w);
    }

    /// Adds that value's derivative to their gradients.
    template <class T>
    constexpr void accumulate(const T* w, T* g, std::size_t n) const {
        const T a = static_cast<T>(l1), twice = static_cast<T>(2 * l2);
        simd::map(
            n,
            [=](auto v, auto d) {
                const auto sign = select(v == 0, v, copysign(decltype(v)(a), v));
                return d + sign + v * twice;
            },
            g, w, static_cast<const T*>(g));
    }
};

}  // namespace inlay::inline INLAY_ABI
