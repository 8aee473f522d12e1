// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <inlay/optimizers/adadelta.hpp>
#include <inlay/optimizers/adamax.hpp>
#include <inlay/optimizers/amsgrad.hpp>
#include <inlay/optimizers/lion.hpp>
#include <inlay/optimizers/nadam.hpp>

#include "golden/compare.hpp"
#include "golden/more_optimizers.hpp"
#include "laws/optimizer.hpp"

/// Adadelta, Adamax, Nadam, AMSGrad and Lion in one file: their instantiations are small, and the numbers are one set.
namespace more_optimizers_test {
namespace {

namespace numbers = golden::more_optimizers;

/// All steps, compared one by one. optimizer_at(step) lets the settings of a step differ.
template <class T>
void expect_steps(auto optimizer_at, std::span<const double> after) {
    const auto first = optimizer_at(1);
    laws::stepped<decltype(optimizer_at(1)), T> s(first, {numbers::start, numbers::start + numbers::size});
    for (std::uint64_t step = 0; step < numbers::steps; ++step) {
        const double* const g = numbers::gradients + step * numbers::size;
        s.step(optimizer_at(step + 1), laws::array<T>(std::vector<double>(g, g + numbers::size)));
        golden::expect_close<T>("after step " + std::to_string(step + 1), std::span<const T>(s.p.data(), s.p.size()),
                                after.subspan(step * numbers::size, numbers::size), golden::for_functions);
    }
}

template <class T>
void expect(const auto& o, std::span<const double> after) {
    expect_steps<T>([&](std::uint64_t) { return o; }, after);
}

TEST_CASE("more optimizers: laws") {
    laws::optimizer(inlay::adadelta{.learning_rate = 1, .epsilon = 1e-3}, 3000);
    laws::optimizer(inlay::adamax{.learning_rate = 0.02}, 3000);
    laws::optimizer(inlay::nadam{.learning_rate = 0.02}, 3000);
    laws::optimizer(inlay::amsgrad{.learning_rate = 0.1}, 3000);
    laws::optimizer(inlay::lion{.learning_rate = 0.002}, 4000);
    laws::optimizer(inlay::lion{.learning_rate = 0.002, .weight_decay = 0.004}, 4000, 1 - 0.002 * 0.004);
}

TEST_CASE_TEMPLATE("golden: more optimizers", T, float, double) {
    using namespace inlay;
    SUBCASE("adadelta") {
        expect<T>(adadelta{}, numbers::adadelta_keras::after);
        expect<T>(adadelta{.learning_rate = 1, .rho = 0.9, .epsilon = 1e-6}, numbers::adadelta_torch::after);
    }
    SUBCASE("adamax") { expect<T>(adamax{}, numbers::keras_adamax::after); }
    SUBCASE("nadam") { expect<T>(nadam{}, numbers::nadam_keras::after); }
    SUBCASE("amsgrad") { expect<T>(amsgrad{}, numbers::keras_amsgrad::after); }
    SUBCASE("amsgrad as PyTorch computes it") {
        expect_steps<T>(
            [](std::uint64_t step) {
                return amsgrad{.epsilon = 1e-8 * std::sqrt(1 - std::pow(0.999, static_cast<double>(step)))};
            },
            numbers::torch_amsgrad::after);
    }
    SUBCASE("lion") {
        expect<T>(lion{}, numbers::keras_lion::after);
        expect<T>(lion{.weight_decay = 0.5}, numbers::keras_lion_decay::after);
    }
}

TEST_CASE("nadam: the product of its momenta is that of all steps, and settles") {
    const inlay::nadam o{.beta_1 = 0.999};
    for (const std::uint64_t step : {1, 7, 1023, 1024, 1025, 2000}) {
        double product = 1;
        const auto u = [](std::uint64_t t) { return 0.999 * (1 - 0.5 * std::pow(0.96, static_cast<double>(t))); };
        for (std::uint64_t t = 1; t <= step; ++t) product *= u(t);
        const auto r = o.rates<double>(step);
        CHECK(r.of_mean == doctest::Approx(1e-3 * u(step + 1) / (1 - product * u(step + 1))).epsilon(1e-12));
        CHECK(r.of_gradient == doctest::Approx(1e-3 * (1 - u(step)) / (1 - product)).epsilon(1e-12));
    }
    CHECK(o.rates<double>(1'000'000'000'000).of_gradient == doctest::Approx(1e-6));
}

TEST_CASE("lion: no step without a gradient, the learning rate with any") {
    laws::stepped<inlay::lion, double> s({}, {1, 1, 1});
    s.step({.learning_rate = 0.25}, laws::array<double>(std::vector<double>{1e-30, -1e30, 0}));
    CHECK(s.p[0] == 0.75);
    CHECK(s.p[1] == 1.25);
    CHECK(s.p[2] == 1);
}

}  // namespace
}  // namespace more_optimizers_test
