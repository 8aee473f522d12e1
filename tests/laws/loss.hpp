// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/loss.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <vector>

#include "laws/loss_subject.hpp"
#include "laws/values.hpp"

/// What every loss obeys:
///
///     laws::loss<inlay::shape<5>>(inlay::huber{.delta = 0.5}, laws::any, laws::any);
namespace laws {

/// Predictions and targets of a kind, for n samples of a number of values.
using sampler = std::vector<double> (*)(std::size_t n, std::size_t width, std::uint64_t seed);

inline std::vector<double> any(std::size_t n, std::size_t width, std::uint64_t seed) {
    return scattered(n * width, seed);
}

/// Within (0, 1).
inline std::vector<double> fractions(std::size_t n, std::size_t width, std::uint64_t seed) {
    std::vector<double> values = scattered(n * width, seed, 0.48 - 0.05 * static_cast<double>(seed));
    for (double& v : values) v += 0.5;
    return values;
}

/// Rows that sum to 1.
inline std::vector<double> distributions(std::size_t n, std::size_t width, std::uint64_t seed) {
    std::vector<double> values = fractions(n, width, seed);
    for (std::size_t row = 0; row < n; ++row) {
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i) sum += values[row * width + i];
        for (std::size_t i = 0; i < width; ++i) values[row * width + i] /= sum;
    }
    return values;
}

inline std::vector<double> log_distributions(std::size_t n, std::size_t width, std::uint64_t seed) {
    std::vector<double> values = distributions(n, width, seed);
    for (double& v : values) v = std::log(v);
    return values;
}

/// Class numbers below `width`, one per row.
inline std::vector<double> labels(std::size_t n, std::size_t width, std::uint64_t seed) {
    inlay::random generator(inlay::seed{seed});
    std::vector<double> values(n);
    for (double& v : values) v = generator.below(static_cast<std::uint32_t>(width));
    return values;
}

/// -1 and 1.
inline std::vector<double> signs(std::size_t n, std::size_t width, std::uint64_t seed) {
    std::vector<double> values = scattered(n * width, seed);
    for (double& v : values) v = v < 0 ? -1 : 1;
    return values;
}

/// Rows of one 1 and else 0.
inline std::vector<double> one_hot(std::size_t n, std::size_t width, std::uint64_t seed) {
    const std::vector<double> classes = labels(n, width, seed);
    std::vector<double> values(n * width);
    for (std::size_t row = 0; row < n; ++row) values[row * width + static_cast<std::size_t>(classes[row])] = 1;
    return values;
}

/// The extent that predictions are drawn in rows of.
template <class Out>
constexpr std::size_t row_width() {
    if constexpr (inlay::Shapes<Out>) return inlay::part_shape<Out, 0>::size;
    else return Out::dims[Out::rank - 1];
}

/// A loss called on plain arrays.
template <class Out, class L, class T, class Y>
T call(const L& loss, const array<T>& prediction, const array<Y>& target, std::size_t n,
       const array<T>* gradient) {
    using Target = typename L::template target_shape<Out>;
    const inlay::view<const T, Out> p(prediction.data(), n);
    const inlay::view<const Y, Target> t(target.data(), n);
    if (gradient == nullptr) return loss(p, t, inlay::discard{});
    return loss(p, t, inlay::view<T, Out>(gradient->data(), n));
}

/// How predictions and targets are drawn: so many rows of such a width a sample.
struct drawn {
    sampler predictions, targets;
    std::size_t rows, width, target_rows, target_width;
};

/// The loss on 1 and 5 samples, alone and together, in both types and against differences. In loss_bodies.cpp.
template <class Exact, class Rough>
void check_loss(const loss_subject<double, Exact>& exact, const loss_subject<float, Rough>& rough, const drawn& how);

template <class Out, class L>
void loss(const L& tried, sampler predictions, sampler targets) {
    static_assert(inlay::Loss<L, Out, float> && inlay::Loss<L, Out, double>);
    constexpr bool labelled = !std::is_same_v<typename L::template target_type<double>, double>;
    using Target = typename L::template target_shape<Out>;
    constexpr std::size_t width = row_width<Out>(), rows = Out::size / width;
    constexpr bool like_prediction = std::is_same_v<Target, Out>;
    constexpr std::size_t target_rows = like_prediction ? rows : labelled ? Target::size : 1;
    constexpr std::size_t target_width = like_prediction || labelled ? width : Target::size;
    check_loss(make_loss_subject<Out, double>(tried), make_loss_subject<Out, float>(tried),
               {predictions, targets, rows, width, target_rows, target_width});
}

/// Finite value and gradient on predictions that a network may come to. In loss_bodies.cpp.
template <class T, class Y>
void check_finite(const loss_subject<T, Y>& tried, const std::vector<double>& predictions, const std::vector<double>& targets);

template <class Out, class T, class L>
void finite(const L& tried, const std::vector<double>& predictions, const std::vector<double>& targets) {
    check_finite(make_loss_subject<Out, T>(tried), predictions, targets);
}

/// A loss in a constant expression: value first, then the gradient.
template <class Out, class L, class Y, std::size_t Size, std::size_t Targets>
constexpr std::array<float, Size + 1> compute(const L& tried, const std::array<float, Size>& p,
                                              const std::array<Y, Targets>& t) {
    std::array<float, Size + 1> all{};
    all[0] = tried(inlay::view<const float, Out>(p.data(), Size / Out::size),
                   inlay::view<const Y, typename L::template target_shape<Out>>(t.data(), Size / Out::size),
                   inlay::view<float, Out>(all.data() + 1, Size / Out::size));
    return all;
}

/// The compiler computes what the program computes: compiled is compute<Out>(tried, p, t) as a constant.
template <class Out, class L, class Y, std::size_t Size, std::size_t Targets>
void constant(const L& tried, const std::array<float, Size>& p, const std::array<Y, Targets>& t,
              const std::array<float, Size + 1>& compiled) {
    const auto ran = compute<Out>(tried, p, t);
    expect_close("constexpr", {ran.begin(), ran.end()}, {compiled.begin(), compiled.end()}, 1e-6);
}

}  // namespace laws
