// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/gelu.hpp>

#include "laws/layer.hpp"

TEST_CASE("gelu: laws") {
    laws::layer<inlay::gelu, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::gelu, inlay::shape<5>>();
}

TEST_CASE("gelu: the line far above zero, nothing far below") {
    for (const double x : {9.0, 40.0, 1000.0}) {
        CHECK(inlay::gelu::value(inlay::simd::pack<double, 1>(x)).v == x);
        CHECK(std::abs(inlay::gelu::value(inlay::simd::pack<double, 1>(-x)).v) <= 1e-15);
        CHECK(inlay::gelu::slope(inlay::simd::pack<double, 1>(x)).v == doctest::Approx(1).epsilon(1e-15));
    }
}
