// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// RMSprop, Hinton 2012. Keras 3 (optimizers/rmsprop.py):
///
///     v = rho v + (1 - rho) g^2          centered: a = rho a + (1 - rho) g, and v - a^2 for v below
///     p -= learning_rate g / sqrt(v + epsilon)
///     with momentum: b = momentum b + learning_rate g / sqrt(v + epsilon), p -= b
///
/// PyTorch adds epsilon (1e-8) to the root and takes rho 0.99, learning rate 0.01.
struct rmsprop {
    double learning_rate = 0.001;
    double rho = 0.9;
    double momentum = 0;
    double epsilon = 1e-7;
    bool centered = false;  ///< divides by the deviation instead of the root of the mean square

    static constexpr const char* name = "rmsprop";
    static constexpr std::size_t moments = 3;
    constexpr double initial_moment(std::size_t) const { return 0; }
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("rho", self.rho);
        visit("momentum", self.momentum);
        visit("epsilon", self.epsilon);
        visit("centered", self.centered);
    }

    template <class T>
    struct step_rates {
        T learning_rate, new_part, momentum, epsilon;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t) const {
        return {static_cast<T>(learning_rate), static_cast<T>(1 - rho), static_cast<T>(momentum),
                static_cast<T>(epsilon)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        const auto next = [r](auto old, auto value) {
            return fma(value - old, decltype(old)(r.new_part), old);
        };
        if (momentum == 0 && !centered) {
            simd::map_all(
                n,
                [=](auto w, auto d, auto v) {
                    const auto square = next(v, d * d);
                    return std::array{w - d * r.learning_rate / sqrt(square + r.epsilon), square};
                },
                std::array{p, moments[0]}, std::array<const T*, 3>{p, g, moments[0]});
            return;
        }
        const T subtracted = centered ? T(1) : T(0);
        simd::map_all(
            n,
            [=](auto w, auto d, auto v, auto a, auto b) {
                const auto square = next(v, d * d), mean = next(a, d) * subtracted;
                const auto step =
                    b * r.momentum + d * r.learning_rate / sqrt(square - mean * mean + r.epsilon);
                return std::array{w - step, square, mean, step};
            },
            std::array{p, moments[0], moments[1], moments[2]},
            std::array<const T*, 5>{p, g, moments[0], moments[1], moments[2]});
    }
};

}  // namespace inlay::inline INLAY_ABI
