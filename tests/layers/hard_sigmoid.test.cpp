// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/hard_sigmoid.hpp>

#include "laws/layer.hpp"

TEST_CASE("hard_sigmoid: laws") {
    laws::layer<inlay::hard_sigmoid, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::hard_sigmoid, inlay::shape<5>>();
}

TEST_CASE("hard_sigmoid: flat outside (-3, 3)") {
    using P = inlay::simd::pack<float, 1>;
    CHECK(inlay::hard_sigmoid::value(P(3)).v == 1);
    CHECK(inlay::hard_sigmoid::value(P(50)).v == 1);
    CHECK(inlay::hard_sigmoid::value(P(-3)).v == 0);
    CHECK(inlay::hard_sigmoid::value(P(0)).v == 0.5f);
    CHECK(std::isnan(inlay::hard_sigmoid::value(P(laws::nan<float>)).v));
    CHECK(inlay::hard_sigmoid::slope(P(1)).v == 0);
    CHECK(inlay::hard_sigmoid::slope(P(0)).v == 0);
    CHECK(inlay::hard_sigmoid::slope(P(0.5f)).v == doctest::Approx(1.0 / 6));
}
