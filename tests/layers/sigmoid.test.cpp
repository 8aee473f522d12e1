// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/sigmoid.hpp>

#include "laws/layer.hpp"

TEST_CASE("sigmoid: laws") {
    laws::layer<inlay::sigmoid, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::sigmoid, inlay::shape<5>>();
}

TEST_CASE("sigmoid: probabilities, also far from zero") {
    static_assert(inlay::detail::given_scores<inlay::sigmoid> == inlay::scores::probabilities);
    CHECK(inlay::sigmoid::value(inlay::simd::pack<float, 1>(0)).v == 0.5f);
    CHECK(inlay::sigmoid::value(inlay::simd::pack<float, 1>(1000)).v == 1);
    CHECK(inlay::sigmoid::value(inlay::simd::pack<float, 1>(-1000)).v == 0);
}
