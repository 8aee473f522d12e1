// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/optimizers/adam.hpp>

#include "laws/optimizer.hpp"

TEST_CASE("adam: laws") {
    laws::optimizer(inlay::adam{.learning_rate = 0.05}, 3000);
    laws::optimizer(inlay::adam{.learning_rate = 0.01, .beta_1 = 0.8, .beta_2 = 0.99, .epsilon = 1e-8}, 3000);
}

TEST_CASE("adam: the first step is the learning rate, whatever the gradient") {
    for (const double size : {1e-2, 1.0, 1e4}) {
        laws::stepped<inlay::adam, double> s({}, {1, 1});
        s.step({.learning_rate = 0.1, .epsilon = 0}, laws::array<double>(std::vector<double>{size, -size}));
        CHECK(s.p[0] == doctest::Approx(0.9).epsilon(1e-13));
        CHECK(s.p[1] == doctest::Approx(1.1).epsilon(1e-13));
    }
}

TEST_CASE("adam: the corrections belong to the step, not to the call") {
    const inlay::adam o;
    CHECK(o.rates<double>(1).rate == o.rates<double>(1).rate);
    CHECK(
        o.rates<double>(10).rate ==
        doctest::Approx(1e-3 * std::sqrt(1 - std::pow(0.999, 10)) / (1 - std::pow(0.9, 10))).epsilon(1e-13));
    CHECK(o.rates<double>(1'000'000'000'000).rate == doctest::Approx(1e-3));
}
