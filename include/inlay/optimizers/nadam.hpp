// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/optimizers/powers.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Adam with Nesterov's momentum, Dozat 2016. Keras 3 (optimizers/nadam.py), t counting the steps from 1:
///
///     u(t) = beta_1 (1 - 0.96^t / 2)     U = u(1) u(2) ... u(t)
///     m = beta_1 m + (1 - beta_1) g      v = beta_2 v + (1 - beta_2) g^2
///     p -= learning_rate (u(t + 1) m / (1 - U u(t + 1)) + (1 - u(t)) g / (1 - U)) / (sqrt(v / (1 - beta_2^t)) + epsilon)
///
/// PyTorch's is this with 0.96^(t momentum_decay), momentum_decay 0.004, learning rate 0.002, epsilon 1e-8.
struct nadam {
    double learning_rate = 0.001;
    double beta_1 = 0.9;
    double beta_2 = 0.999;
    double epsilon = 1e-7;

    static constexpr const char* name = "nadam";
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
        T of_mean, of_gradient, new_part_1, new_part_2, correction, epsilon;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t step) const {
        const auto momentum = [this](std::uint64_t t) { return beta_1 * (1 - 0.5 * detail::power(0.96, t)); };
        // 0.96^t is below a double's rounding from step 1024 on: what follows is a power.
        constexpr std::uint64_t settled = 1024;
        double product = step > settled ? detail::power(beta_1, step - settled) : 1, decay = 1;
        for (std::uint64_t t = 1; t <= step && t <= settled && product > 1e-30; ++t) {
            decay *= 0.96;
            product *= beta_1 * (1 - 0.5 * decay);
        }
        const double next = momentum(step + 1);
        return {static_cast<T>(learning_rate * next / (1 - product * next)),
                static_cast<T>(learning_rate * (1 - momentum(step)) / (1 - product)),
                static_cast<T>(1 - beta_1),
                static_cast<T>(1 - beta_2),
                static_cast<T>(1 / (1 - detail::power(beta_2, step))),
                static_cast<T>(epsilon)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        simd::map_all(
            n,
            [r](auto w, auto d, auto m, auto v) {
                using P = decltype(w);
                const P mean = fma(d - m, P(r.new_part_1), m), square = fma(fma(d, d, -v), P(r.new_part_2), v);
                const P step = (mean * r.of_mean + d * r.of_gradient) / (near_sqrt(square * r.correction) + r.epsilon);
                return std::array{w - step, mean, square};
            },
            std::array{p, moments[0], moments[1]}, std::array<const T*, 4>{p, g, moments[0], moments[1]});
    }
};

}  // namespace inlay::inline INLAY_ABI
