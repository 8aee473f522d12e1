// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// An optimiser is an aggregate of its settings, in double so that 1 - beta_2 keeps its digits, that gives
///
///     name                             Keras' word, as text
///     moments                          how many values it remembers per parameter
///     initial_moment(which)            where the which-th of them starts
///     settings(visit, self)            calls visit("keras_name", self.member) for each setting
///     rates<T>(step)                   what all parameters of one step share, computed once per step; steps count from 1
///     update(rates, p, g, moments, n)  the step of n parameters p with gradients g; moments[which][i] belongs to p[i]
template <class O>
concept Optimizer = requires(const O o, O& own, std::uint64_t step, std::size_t n, float* p, const float* g,
                             float* const* m) {
    { O::name } -> std::convertible_to<const char*>;
    { O::moments } -> std::convertible_to<std::size_t>;
    { o.initial_moment(n) } -> std::convertible_to<double>;
    O::settings([](const char*, auto&) {}, own);
    o.update(o.template rates<float>(step), p, g, m, n);
};

}  // namespace inlay::inline INLAY_ABI
