// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/tanh.hpp>

#include "laws/layer.hpp"

TEST_CASE("tanh: laws") {
    laws::layer<inlay::tanh, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::tanh, inlay::shape<5>>();
}

TEST_CASE("tanh: odd, and 1 far from zero") {
    for (const float x : {1e-6f, 0.3f, 2.0f, 1000.0f}) {
        CHECK(inlay::tanh::value(inlay::simd::pack<float, 1>(-x)).v ==
              -inlay::tanh::value(inlay::simd::pack<float, 1>(x)).v);
    }
    CHECK(inlay::tanh::value(inlay::simd::pack<float, 1>(1000)).v == 1);
}
