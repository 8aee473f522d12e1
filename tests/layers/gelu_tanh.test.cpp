// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/gelu.hpp>
#include <inlay/layers/gelu_tanh.hpp>

#include "laws/layer.hpp"

TEST_CASE("gelu_tanh: laws") {
    laws::layer<inlay::gelu_tanh, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::gelu_tanh, inlay::shape<5>>();
}

TEST_CASE("gelu_tanh: near gelu, and finite far from zero") {
    for (double x = -6; x <= 6; x += 0.25) {
        const inlay::simd::pack<double, 1> at(x);
        CHECK(std::abs(inlay::gelu_tanh::value(at).v - inlay::gelu::value(at).v) < 5e-4);
    }
    CHECK(inlay::gelu_tanh::value(inlay::simd::pack<float, 1>(-1e4f)).v == 0);
    CHECK(inlay::gelu_tanh::value(inlay::simd::pack<float, 1>(1e4f)).v == 1e4f);
    CHECK(inlay::gelu_tanh::slope(inlay::simd::pack<float, 1>(1e4f)).v == 1);
}
