// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/optimizers/sgd.hpp>

#include "laws/optimizer.hpp"

TEST_CASE("sgd: laws") {
    laws::optimizer(inlay::sgd{.learning_rate = 0.1});
    laws::optimizer(inlay::sgd{.learning_rate = 0.05, .momentum = 0.9});
    laws::optimizer(inlay::sgd{.learning_rate = 0.05, .momentum = 0.9, .nesterov = true});
}

TEST_CASE("sgd: two steps by hand") {
    const laws::array<double> g(1, 2.0);
    laws::stepped<inlay::sgd, double> plain({}, {1}), heavy({}, {1}), ahead({}, {1});
    for (int k = 0; k < 2; ++k) {
        plain.step({.learning_rate = 0.25}, g);
        heavy.step({.learning_rate = 0.25, .momentum = 0.5}, g);
        ahead.step({.learning_rate = 0.25, .momentum = 0.5, .nesterov = true}, g);
    }
    CHECK(plain.p[0] == 0);
    CHECK(heavy.p[0] == -0.25);   // v = -0.5, then -0.75
    CHECK(ahead.p[0] == -0.625);  // -0.75, then -0.875
}
