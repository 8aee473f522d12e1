// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Stochastic gradient descent; with momentum (Polyak 1964), or Nesterov's (Sutskever et al. 2013). Keras 3
/// (optimizers/sgd.py):
///
///     v = momentum v - learning_rate g      p += v      Nesterov: p += momentum v - learning_rate g
///
/// PyTorch's b = momentum b + g, p -= learning_rate b is the same for a constant learning rate: v =
/// -learning_rate b.
struct sgd {
    double learning_rate = 0.01;
    double momentum = 0;
    bool nesterov = false;

    static constexpr const char* name = "sgd";
    static constexpr std::size_t moments = 1;
    constexpr double initial_moment(std::size_t) const { return 0; }
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("momentum", self.momentum);
        visit("nesterov", self.nesterov);
    }

    template <class T>
    struct step_rates {
        T learning_rate, momentum;
    };
    template <class T>
    constexpr step_rates<T> rates(std::uint64_t) const {
        return {static_cast<T>(learning_rate), static_cast<T>(momentum)};
    }

    template <class T>
    constexpr void update(const step_rates<T>& r, T* p, const T* g, T* const* moments, std::size_t n) const {
        if (momentum == 0) {
            simd::map(n, [&](auto w, auto d) { return w - d * r.learning_rate; }, p, p, g);
            return;
        }
        const auto in = std::array<const T*, 3>{p, g, moments[0]};
        const auto out = std::array{p, moments[0]};
        if (nesterov) {
            simd::map_all(
                n,
                [r](auto w, auto d, auto v) {
                    const auto step = d * r.learning_rate, next = v * r.momentum - step;
                    return std::array{w + (next * r.momentum - step), next};
                },
                out, in);
        } else {
            simd::map_all(
                n,
                [r](auto w, auto d, auto v) {
                    const auto next = v * r.momentum - d * r.learning_rate;
                    return std::array{w + next, next};
                },
                out, in);
        }
    }
};

}  // namespace inlay::inline INLAY_ABI
