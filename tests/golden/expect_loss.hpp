// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "golden/compare.hpp"
#include "laws/loss_subject.hpp"

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

/// Value and gradient of a loss, the value also where no gradient is wanted. In laws/loss_bodies.cpp.
template <class T, class Stored, class Target>
void expect_loss_subject(const laws::loss_subject<T, Stored>& loss, const loss_reference<Target>& reference);

/// In one type, on samples of shape Out; below, in float and double.
template <class Out, class T, class L, class Target>
void expect_loss_in(const L& loss, const loss_reference<Target>& reference) {
    expect_loss_subject(laws::make_loss_subject<Out, T>(loss), reference);
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
