// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <doctest/doctest.h>

#include <inlay/core/view.hpp>
#include <span>
#include <vector>

#include "golden/compare.hpp"

namespace golden {

/// The numbers of one loss on n samples; Target is double, or int for labels.
template <class Target>
struct loss_reference {
    std::size_t n;
    std::span<const double> prediction;
    std::span<const Target> target;
    double value;
    std::span<const double> gradient;
};

/// Value and gradient of a loss in float and double, on samples of shape Out.
template <class Out, class T, class L, class Target>
void expect_loss_in(const L& loss, const loss_reference<Target>& reference) {
    using Stored = typename L::template target_type<T>;
    using TargetShape = typename L::template target_shape<Out>;
    REQUIRE(reference.prediction.size() == reference.n * Out::size);
    REQUIRE(reference.target.size() == reference.n * TargetShape::size);
    buffer<T> prediction(reference.prediction), gradient(reference.gradient.size());
    const std::vector<Stored> target(reference.target.begin(), reference.target.end());
    const T value = loss(inlay::view<const T, Out>(prediction.data(), reference.n),
                         inlay::view<const Stored, TargetShape>(target.data(), reference.n),
                         inlay::view<T, Out>(gradient.data(), reference.n));
    const double expected[1] = {reference.value};
    expect_close<T>("value", {&value, 1}, expected);
    expect_close<T>("gradient", gradient.span(), reference.gradient, for_functions);
}

template <class Out, class L>
void expect_loss(const L& loss, const loss_reference<double>& reference) {
    expect_loss_in<Out, float>(loss, reference);
    expect_loss_in<Out, double>(loss, reference);
}
template <class Out, class L>
void expect_labels(const L& loss, const loss_reference<int>& reference) {
    expect_loss_in<Out, float>(loss, reference);
    expect_loss_in<Out, double>(loss, reference);
}

}  // namespace golden
