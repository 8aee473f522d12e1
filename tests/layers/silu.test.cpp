// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/silu.hpp>

#include "laws/layer.hpp"

TEST_CASE("silu: laws") {
    laws::layer<inlay::silu, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::silu, inlay::shape<5>>();
}

TEST_CASE("silu: finite far from zero") {
    CHECK(inlay::silu::value(inlay::simd::pack<float, 1>(-1000)).v == 0);
    CHECK(inlay::silu::value(inlay::simd::pack<float, 1>(1000)).v == 1000);
    CHECK(inlay::silu::slope(inlay::simd::pack<float, 1>(-1000)).v == 0);
    CHECK(inlay::silu::slope(inlay::simd::pack<float, 1>(1000)).v == 1);
}
