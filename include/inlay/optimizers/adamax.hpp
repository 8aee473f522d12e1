// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/optimizers/powers.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Adamax, Kingma & Ba 2015, section 7.1. Keras 3 (optimizers/adamax.py), t counting the steps from 1:
///
///     m = beta_1 m + (1 - beta_1) g      u = max(beta_2 u, |g|)
///     p -= learning_rate / (1 - beta_1^t) m / (u + epsilon)
///
/// PyTorch takes u = max(beta_2 u, |g| + epsilon) instead, and learning rate 0.002.
struct adamax {
    double learning_rate = 0.001;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-7;

    static constexpr const char* name = "adamax";
    static constexpr std::size_t moments = 2;
    constexpr double initial_moment(std::size_t) const { return 0; }
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("beta_1", self.beta_1);
        visit("beta_2", self.beta_2);
        visit("epsilon", self.epsilon);
    }

    template <class T>
    struct step_rates {
        T rate, new_part, kept, epsilon;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t step) const {
        return {static_cast<T>(learning_rate / (1 - detail::power(beta_1, step))), static_cast<T>(1 - beta_1),
                static_cast<T>(beta_2), static_cast<T>(epsilon)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        simd::map_all(
            n,
            [r](auto w, auto d, auto m, auto u) {
                using P = decltype(w);
                const P mean = fma(d - m, P(r.new_part), m), most = max(u * r.kept, abs(d));
                return std::array{w - mean * r.rate / (most + r.epsilon), mean, most};
            },
            std::array{p, moments[0], moments[1]}, std::array<const T*, 4>{p, g, moments[0], moments[1]});
    }
};

}  // namespace inlay::inline INLAY_ABI
