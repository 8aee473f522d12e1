// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/loss.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <vector>

#include "laws/values.hpp"
#include "support/allocations.hpp"

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

/// Where the elements of one of n samples lie: those of shapes<...> apart, part by part.
template <class Out>
std::vector<std::size_t> elements_of([[maybe_unused]] std::size_t n, std::size_t sample) {
    std::vector<std::size_t> at;
    if constexpr (inlay::Shapes<Out>) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            std::size_t before = 0;
            const auto add = [&](std::size_t size) {
                for (std::size_t k = 0; k < size; ++k) at.push_back(before + sample * size + k);
                before += n * size;
            };
            (add(inlay::part_shape<Out, I>::size), ...);
        }(std::make_index_sequence<Out::parts>{});
    } else {
        for (std::size_t k = 0; k < Out::size; ++k) at.push_back(sample * Out::size + k);
    }
    return at;
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

template <class Out, class T, class L>
std::pair<double, std::vector<double>> check_loss_in(const L& loss, const std::vector<double>& predictions,
                                                     const std::vector<double>& targets, std::size_t n,
                                                     double rounding) {
    using Y = typename L::template target_type<T>;
    constexpr std::size_t rows = L::template target_shape<Out>::size;
    const array<T> p(predictions);
    const array<Y> t(targets);
    const array<T> gradient(p.size(), nan<T>), again(p.size(), nan<T>);
    const std::size_t before = support::allocations();
    const double value = call<Out>(loss, p, t, n, &gradient);
    const std::size_t after = support::allocations();
    CHECK_MESSAGE(after == before, "nothing allocates");
    CHECK_MESSAGE(value == call<Out>(loss, p, t, n, &again), "a loss is pure");
    CHECK_MESSAGE(gradient.copy() == again.copy(), "its gradient too");
    CHECK_MESSAGE(p.copy() == array<T>(predictions).copy(), "the prediction is const");
    expect_close("value without gradient", {call<Out>(loss, p, t, n, static_cast<const array<T>*>(nullptr))},
                 {value}, rounding);

    double mean = 0;
    std::vector<double> slopes(predictions.size());
    for (std::size_t i = 0; i < n; ++i) {
        const std::vector<std::size_t> its_elements = elements_of<Out>(n, i);
        const array<T> one(its_elements.size());
        for (std::size_t k = 0; k < one.size(); ++k) one[k] = p[its_elements[k]];
        const array<Y> its(std::vector<double>(targets.begin() + i * rows, targets.begin() + (i + 1) * rows));
        const array<T> slope(one.size(), nan<T>);
        mean += static_cast<double>(call<Out>(loss, one, its, 1, &slope)) / static_cast<double>(n);
        for (std::size_t k = 0; k < one.size(); ++k) slopes[its_elements[k]] = slope[k] / static_cast<double>(n);
    }
    expect_close("the loss of n samples is the mean of theirs", {value}, {mean}, rounding);
    expect_close("and so is its gradient", gradient.copy(), slopes, rounding);
    return {value, gradient.copy()};
}

/// The loss on 1 and 5 samples, alone and together, in both types and against differences.
template <class Out, class L>
void loss(const L& tried, sampler predictions, sampler targets) {
    static_assert(inlay::Loss<L, Out, float> && inlay::Loss<L, Out, double>);
    constexpr bool labelled = !std::is_same_v<typename L::template target_type<double>, double>;
    using Target = typename L::template target_shape<Out>;
    constexpr std::size_t width = row_width<Out>(), rows = Out::size / width;
    constexpr bool like_prediction = std::is_same_v<Target, Out>;
    constexpr std::size_t target_rows = like_prediction ? rows : labelled ? Target::size : 1;
    constexpr std::size_t target_width = like_prediction || labelled ? width : Target::size;
    for (const std::size_t n : {std::size_t{1}, std::size_t{5}}) {
        CAPTURE(n);
        std::vector<double> p = predictions(n * rows, width, 1), t = targets(n * target_rows, target_width, 2);
        for (double& v : p) v = static_cast<float>(v);  // the same numbers in both types
        if (!labelled) {
            for (double& v : t) v = static_cast<float>(v);
        }
        const auto [value, gradient] = check_loss_in<Out, double>(tried, p, t, n, 1e-13);
        const auto [rough, rough_gradient] = check_loss_in<Out, float>(tried, p, t, n, 2e-6);
        expect_close("float: value", {rough}, {value}, 2e-6);
        expect_close("float: gradient", rough_gradient, gradient, 4e-6);

        const array<double> at(p);
        const array<typename L::template target_type<double>> target(t);
        std::vector<double> slopes;
        for (std::size_t i = 0; i < p.size(); ++i) {
            slopes.push_back(difference(
                at[i],
                [&] { return call<Out>(tried, at, target, n, static_cast<const array<double>*>(nullptr)); },
                1e-4));
        }
        expect_close("gradient", gradient, slopes, 1e-6, 1e-3);
    }
}

/// Finite value and gradient on predictions that a network may come to.
template <class Out, class T, class L>
void finite(const L& tried, const std::vector<double>& predictions, const std::vector<double>& targets) {
    const array<T> p(predictions), gradient(p.size(), nan<T>);
    const array<typename L::template target_type<T>> t(targets);
    const T value = call<Out>(tried, p, t, p.size() / Out::size, &gradient);
    CHECK(std::isfinite(value));
    CHECK(value >= 0);
    for (const T g : gradient) CHECK(std::isfinite(g));
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
