// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/optimizers/adagrad.hpp>

#include "laws/optimizer.hpp"

TEST_CASE("adagrad: laws") { laws::optimizer(inlay::adagrad{.learning_rate = 1}); }

TEST_CASE("adagrad: starts from Keras' accumulator") {
    CHECK(inlay::adagrad{}.initial_moment(0) == 0.1);
    CHECK(inlay::adagrad{.initial_accumulator_value = 0}.initial_moment(0) == 0);
    const inlay::adagrad o{.learning_rate = 1, .initial_accumulator_value = 0.25, .epsilon = 0};
    laws::stepped<inlay::adagrad, double> s(o, {1});
    s.step(o, laws::array<double>(1, std::sqrt(3.75)));
    CHECK(s.p[0] == doctest::Approx(1 - std::sqrt(3.75) / 2));
    CHECK(s.moments[0][0] == doctest::Approx(4));
}
