// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Adagrad, Duchi et al. 2011. Keras 3 (optimizers/adagrad.py):
///
///     a += g^2      p -= learning_rate g / sqrt(a + epsilon)
///
/// PyTorch adds epsilon (1e-10) to the root, starts a at 0 and takes 0.01 as learning rate.
struct adagrad {
    double learning_rate = 0.001;
    double initial_accumulator_value = 0.1;
    double epsilon = 1e-7;

    static constexpr const char* name = "adagrad";
    static constexpr std::size_t moments = 1;
    constexpr double initial_moment(std::size_t) const { return initial_accumulator_value; }
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("initial_accumulator_value", self.initial_accumulator_value);
        visit("epsilon", self.epsilon);
    }

    template <class T>
    struct step_rates {
        T learning_rate, epsilon;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t) const {
        return {static_cast<T>(learning_rate), static_cast<T>(epsilon)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        simd::map_all(
            n,
            [r](auto w, auto d, auto a) {
                const auto next = fma(d, d, a);
                return std::array{w - d * r.learning_rate / sqrt(next + r.epsilon), next};
            },
            std::array{p, moments[0]}, std::array<const T*, 3>{p, g, moments[0]});
    }
};

}  // namespace inlay::inline INLAY_ABI
