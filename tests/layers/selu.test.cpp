// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/selu.hpp>

#include "laws/layer.hpp"

TEST_CASE("selu: laws") {
    laws::layer<inlay::selu, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::selu, inlay::shape<5>>();
}

TEST_CASE("selu: far below zero it is -scale alpha") {
    CHECK(inlay::selu::value(inlay::simd::pack<double, 1>(-50)).v ==
          doctest::Approx(-1.7580993408473766).epsilon(1e-15));
}
