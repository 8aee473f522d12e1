// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/leaky_relu.hpp>

#include "laws/layer.hpp"

TEST_CASE("leaky_relu: laws") {
    laws::layer<inlay::leaky_relu<>, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::leaky_relu<>, inlay::shape<5>>();
    laws::layer<inlay::leaky_relu<-0.5>, inlay::shape<3>>();  // then the sign of y does not say that of x
}

TEST_CASE("leaky_relu: Keras' slope unless one is given") {
    const auto value = [](auto layer, double x) {
        return decltype(layer)::value(inlay::simd::pack<double, 1>(x)).v;
    };
    CHECK(value(inlay::leaky_relu<>{}, -2) == -0.6);
    CHECK(value(inlay::leaky_relu<0.01>{}, -2) == -0.02);
    CHECK(value(inlay::leaky_relu<0.01>{}, 2) == 2);
    double given = 0;
    inlay::leaky_relu<0.01>::settings([&](const char*, double slope) { given = slope; });
    CHECK(given == 0.01);
}
