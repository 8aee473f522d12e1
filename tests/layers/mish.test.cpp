// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/mish.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace mish_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("mish: laws, and PyTorch") {
    laws::layer<nn::mish, nn::shape<17>>();
    laws::constant<nn::mish, nn::shape<5>>();
    golden::expect_layer<float, nn::mish, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::mish::y, numbers::mish::dx}, golden::for_functions);
    golden::expect_layer<double, nn::mish, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::mish::y, numbers::mish::dx}, golden::for_functions);
}

TEST_CASE("mish: the line far above zero, x e^x far below, and the limits at the infinities") {
    CHECK(nn::mish::value(F(1e30f)).v == 1e30f);
    CHECK(nn::mish::value(D(infinity)).v == infinity);
    CHECK(nn::mish::value(D(-60)).v == doctest::Approx(-60 * std::exp(-60.0)).epsilon(1e-14));
    CHECK(nn::mish::value(F(-infinity)).v == 0);
    CHECK(nn::mish::value(D(-infinity)).v == 0);
    CHECK(std::isnan(nn::mish::value(F(laws::nan<float>)).v));
    for (const double x : {40.0, 1e3, 1e300, infinity}) {
        CHECK(nn::mish::slope(D(x)).v == 1);
        CHECK(nn::mish::slope(F(static_cast<float>(x))).v == 1);
        CHECK(std::abs(nn::mish::slope(D(-x)).v) < 1e-15);
        CHECK(std::abs(nn::mish::slope(F(static_cast<float>(-x))).v) < 1e-15);
    }
    CHECK(std::isnan(nn::mish::slope(F(laws::nan<float>)).v));
}

}  // namespace
}  // namespace mish_test
