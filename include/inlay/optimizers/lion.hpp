// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Lion, Chen et al. 2023. Keras 3 (optimizers/lion.py):
///
///     p -= learning_rate weight_decay p
///     p -= learning_rate sign(beta_1 m + (1 - beta_1) g), sign(0) = 0
///     m = beta_2 m + (1 - beta_2) g
///
/// Every step is as long as the learning rate: take a third to a tenth of Adam's.
struct lion {
    double learning_rate = 0.001;
    double beta_1 = 0.9;
    double beta_2 = 0.99;
    double weight_decay = 0;  ///< per learning rate, on all parameters

    static constexpr const char* name = "lion";
    static constexpr std::size_t moments = 1;
    constexpr double initial_moment(std::size_t) const { return 0; }
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("beta_1", self.beta_1);
        visit("beta_2", self.beta_2);
        visit("weight_decay", self.weight_decay);
    }

    template <class T>
    struct step_rates {
        T rate, decay, new_part_1, new_part_2;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t) const {
        return {static_cast<T>(learning_rate), static_cast<T>(learning_rate * weight_decay), static_cast<T>(1 - beta_1),
                static_cast<T>(1 - beta_2)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        simd::map_all(
            n,
            [r](auto w, auto d, auto m) {
                using P = decltype(w);
                const P news = d - m, direction = fma(news, P(r.new_part_1), m);
                const P step = select(direction == 0, P(T(0)), copysign(P(r.rate), direction));
                return std::array{w - w * r.decay - step, fma(news, P(r.new_part_2), m)};
            },
            std::array{p, moments[0]}, std::array<const T*, 3>{p, g, moments[0]});
    }
};

}  // namespace inlay::inline INLAY_ABI
