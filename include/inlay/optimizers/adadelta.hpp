// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Adadelta, Zeiler 2012. Keras 3 (optimizers/adadelta.py):
///
///     a = rho a + (1 - rho) g^2      d = sqrt(b + epsilon) / sqrt(a + epsilon) g
///     b = rho b + (1 - rho) d^2      p -= learning_rate d
///
/// PyTorch's formula is the same, with learning rate 1, rho 0.9, epsilon 1e-6.
struct adadelta {
    double learning_rate = 0.001;
    double rho = 0.95;
    double epsilon = 1e-7;

    static constexpr const char* name = "adadelta";
    static constexpr std::size_t moments = 2;
    constexpr double initial_moment(std::size_t) const { return 0; }
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("rho", self.rho);
        visit("epsilon", self.epsilon);
    }

    template <class T>
    struct step_rates {
        T learning_rate, new_part, epsilon;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t) const {
        return {static_cast<T>(learning_rate), static_cast<T>(1 - rho), static_cast<T>(epsilon)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        simd::map_all(
            n,
            [r](auto w, auto d, auto a, auto b) {
                using P = decltype(w);
                const P square = fma(fma(d, d, -a), P(r.new_part), a);
                const P step = sqrt((b + r.epsilon) / (square + r.epsilon)) * d;
                return std::array{w - step * r.learning_rate, square, fma(fma(step, step, -b), P(r.new_part), b)};
            },
            std::array{p, moments[0], moments[1]}, std::array<const T*, 4>{p, g, moments[0], moments[1]});
    }
};

}  // namespace inlay::inline INLAY_ABI
