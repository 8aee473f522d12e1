// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/optimizers/adamw.hpp>

#include "laws/optimizer.hpp"

TEST_CASE("adamw: laws") {
    laws::optimizer(inlay::adamw{.learning_rate = 0.05}, 3000, 1 - 0.05 * 0.004);
    laws::optimizer(inlay::adamw{.learning_rate = 0.05, .weight_decay = 0}, 3000);
}
