// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/optimizers/rmsprop.hpp>

#include "laws/optimizer.hpp"

TEST_CASE("rmsprop: laws") {
    laws::optimizer(inlay::rmsprop{.learning_rate = 0.01}, 3000);
    laws::optimizer(inlay::rmsprop{.learning_rate = 0.001, .momentum = 0.9}, 3000);
    laws::optimizer(
        inlay::rmsprop{.learning_rate = 0.0005, .momentum = 0.5, .epsilon = 1e-3, .centered = true}, 20000);
}

TEST_CASE("rmsprop: one step by hand") {
    const laws::array<double> g(1, 3.0);
    const inlay::rmsprop plain{.learning_rate = 1, .rho = 0.75, .epsilon = 1.75};
    laws::stepped<inlay::rmsprop, double> s(plain, {0}), c(plain, {0});
    s.step(plain, g);
    CHECK(s.p[0] == -1.5);  // v = 9 / 4, 3 / sqrt(4)
    const inlay::rmsprop centered{
        .learning_rate = 1, .rho = 0.75, .momentum = 0.5, .epsilon = 0.5625, .centered = true};
    c.step(centered, g);
    CHECK(c.p[0] == doctest::Approx(-3 / std::sqrt(2.25)));  // v - a^2 = 9 / 4 - 9 / 16
    CHECK(c.moments[2][0] == -c.p[0]);
}
