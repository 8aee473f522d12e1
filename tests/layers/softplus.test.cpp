// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/softplus.hpp>

#include "laws/layer.hpp"

TEST_CASE("softplus: laws") {
    laws::layer<inlay::softplus, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::softplus, inlay::shape<5>>();
}

TEST_CASE("softplus: the line far above zero, e^x far below") {
    CHECK(inlay::softplus::value(inlay::simd::pack<double, 1>(1000)).v == 1000);
    CHECK(inlay::softplus::value(inlay::simd::pack<double, 1>(-100)).v ==
          doctest::Approx(std::exp(-100.0)).epsilon(1e-14));
    CHECK(inlay::softplus::slope(inlay::simd::pack<double, 1>(1000)).v == 1);
}
