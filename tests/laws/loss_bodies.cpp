// SPDX-License-Identifier: BSD-3-Clause
// The laws on losses, which know a loss by a pointer to a function: compiled once for all tests.
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "golden/expect_loss.hpp"
#include "laws/loss.hpp"
#include "laws/loss_subject.hpp"
#include "laws/values.hpp"
#include "support/allocations.hpp"

namespace laws {
namespace {

/// Where the elements of one of n samples lie: those of several parts apart, part by part.
std::vector<std::size_t> elements_of(std::span<const std::size_t> parts, std::size_t n, std::size_t sample) {
    std::vector<std::size_t> at;
    std::size_t before = 0;
    for (const std::size_t size : parts) {
        for (std::size_t k = 0; k < size; ++k) at.push_back(before + sample * size + k);
        before += n * size;
    }
    return at;
}

template <class T, class Y>
std::pair<double, std::vector<double>> check_loss_in(const loss_subject<T, Y>& loss, const std::vector<double>& predictions,
                                                     const std::vector<double>& targets, std::size_t n, double rounding) {
    const std::size_t rows = loss.target_size;
    const array<T> p(predictions);
    const array<Y> t(targets);
    const array<T> gradient(p.size(), nan<T>), again(p.size(), nan<T>);
    const std::size_t before = support::allocations();
    const double value = loss(p.data(), t.data(), n, gradient.data());
    const std::size_t after = support::allocations();
    CHECK_MESSAGE(after == before, "nothing allocates");
    CHECK_MESSAGE(value == loss(p.data(), t.data(), n, again.data()), "a loss is pure");
    CHECK_MESSAGE(gradient.copy() == again.copy(), "its gradient too");
    CHECK_MESSAGE(p.copy() == array<T>(predictions).copy(), "the prediction is const");
    expect_close("value without gradient", {loss(p.data(), t.data(), n, nullptr)}, {value}, rounding);

    double mean = 0;
    std::vector<double> slopes(predictions.size());
    for (std::size_t i = 0; i < n; ++i) {
        const std::vector<std::size_t> its_elements = elements_of(loss.parts, n, i);
        const array<T> one(its_elements.size());
        for (std::size_t k = 0; k < one.size(); ++k) one[k] = p[its_elements[k]];
        const auto from = targets.begin() + static_cast<std::ptrdiff_t>(i * rows);
        const array<Y> its(std::vector<double>(from, from + static_cast<std::ptrdiff_t>(rows)));
        const array<T> slope(one.size(), nan<T>);
        mean += static_cast<double>(loss(one.data(), its.data(), 1, slope.data())) / static_cast<double>(n);
        for (std::size_t k = 0; k < one.size(); ++k) slopes[its_elements[k]] = slope[k] / static_cast<double>(n);
    }
    expect_close("the loss of n samples is the mean of theirs", {value}, {mean}, rounding);
    expect_close("and so is its gradient", gradient.copy(), slopes, rounding);
    return {value, gradient.copy()};
}

}  // namespace

template <class Exact, class Rough>
void check_loss(const loss_subject<double, Exact>& exact, const loss_subject<float, Rough>& in_float, const drawn& how) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{5}}) {
        CAPTURE(n);
        std::vector<double> p = how.predictions(n * how.rows, how.width, 1), t = how.targets(n * how.target_rows, how.target_width, 2);
        for (double& v : p) v = static_cast<float>(v);  // the same numbers in both types
        if (std::is_same_v<Exact, double>) {
            for (double& v : t) v = static_cast<float>(v);
        }
        const auto [value, gradient] = check_loss_in(exact, p, t, n, 1e-13);
        const auto [rough, rough_gradient] = check_loss_in(in_float, p, t, n, 2e-6);
        expect_close("float: value", {rough}, {value}, 2e-6);
        expect_close("float: gradient", rough_gradient, gradient, 4e-6);

        const array<double> at(p);
        const array<Exact> target(t);
        std::vector<double> slopes;
        for (std::size_t i = 0; i < p.size(); ++i) {
            slopes.push_back(difference(at[i], [&] { return exact(at.data(), target.data(), n, nullptr); }, 1e-4));
        }
        expect_close("gradient", gradient, slopes, 1e-6, 1e-3);
    }
}

template <class T, class Y>
void check_finite(const loss_subject<T, Y>& tried, const std::vector<double>& predictions, const std::vector<double>& targets) {
    const array<T> p(predictions), gradient(p.size(), nan<T>);
    const array<Y> t(targets);
    const T value = tried(p.data(), t.data(), p.size() / tried.size, gradient.data());
    CHECK(std::isfinite(value));
    CHECK(value >= 0);
    for (const T g : gradient) CHECK(std::isfinite(g));
}

template void check_loss(const loss_subject<double, double>&, const loss_subject<float, float>&, const drawn&);
template void check_loss(const loss_subject<double, int>&, const loss_subject<float, int>&, const drawn&);
template void check_finite(const loss_subject<float, float>&, const std::vector<double>&, const std::vector<double>&);
template void check_finite(const loss_subject<float, int>&, const std::vector<double>&, const std::vector<double>&);
template void check_finite(const loss_subject<double, double>&, const std::vector<double>&, const std::vector<double>&);
template void check_finite(const loss_subject<double, int>&, const std::vector<double>&, const std::vector<double>&);

}  // namespace laws

namespace golden {

template <class T, class Stored, class Target>
void expect_loss_subject(const laws::loss_subject<T, Stored>& loss, const loss_reference<Target>& reference) {
    REQUIRE(reference.prediction.size() == reference.n * loss.size);
    REQUIRE(reference.target.size() == reference.n * loss.target_size);
    buffer<T> prediction(reference.prediction), gradient(reference.gradient.size());
    const std::vector<Stored> target(reference.target.begin(), reference.target.end());
    const T value = loss(prediction.data(), target.data(), reference.n, gradient.data());
    const T value_alone = loss(prediction.data(), target.data(), reference.n, nullptr);
    const double expected[1] = {reference.value};
    expect_close<T>("value", {&value, 1}, expected);
    expect_close<T>("value without gradient", {&value_alone, 1}, expected);
    expect_close<T>("gradient", gradient.span(), reference.gradient, for_functions);
}

template void expect_loss_subject(const laws::loss_subject<float, float>&, const loss_reference<double>&);
template void expect_loss_subject(const laws::loss_subject<float, int>&, const loss_reference<int>&);
template void expect_loss_subject(const laws::loss_subject<double, double>&, const loss_reference<double>&);
template void expect_loss_subject(const laws::loss_subject<double, int>&, const loss_reference<int>&);

}  // namespace golden
