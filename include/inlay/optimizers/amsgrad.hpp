// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/optimizers/powers.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Adam that divides by the largest mean square so far, Reddi et al. 2018: Keras' adam(amsgrad=True), a type of its own because
/// it remembers one value more per parameter. Keras 3 (optimizers/adam.py), t counting the steps from 1:
///
///     m = beta_1 m + (1 - beta_1) g      v = beta_2 v + (1 - beta_2) g^2      h = max(h, v)
///     p -= learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(h) + epsilon)
///
/// PyTorch's epsilon (1e-8) is this one divided by sqrt(1 - beta_2^t); the rest is the same.
struct amsgrad {
    double learning_rate = 0.001;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-7;

    static constexpr const char* name = "amsgrad";
    static constexpr std::size_t moments = 3;
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
        T rate, new_part_1, new_part_2, epsilon;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t step) const {
        const double rate =
            learning_rate * detail::root(1 - detail::power(beta_2, step)) / (1 - detail::power(beta_1, step));
        return {static_cast<T>(rate), static_cast<T>(1 - beta_1), static_cast<T>(1 - beta_2), static_cast<T>(epsilon)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        simd::map_all(
            n,
            [r](auto w, auto d, auto m, auto v, auto h) {
                using P = decltype(w);
                const P mean = fma(d - m, P(r.new_part_1), m), square = fma(fma(d, d, -v), P(r.new_part_2), v);
                const P most = max(h, square);
                return std::array{w - mean * r.rate / (near_sqrt(most) + r.epsilon), mean, square, most};
            },
            std::array{p, moments[0], moments[1], moments[2]},
            std::array<const T*, 5>{p, g, moments[0], moments[1], moments[2]});
    }
};

}  // namespace inlay::inline INLAY_ABI
