// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/log_sigmoid.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace log_sigmoid_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("log_sigmoid: laws, and PyTorch") {
    laws::layer<nn::log_sigmoid, nn::shape<17>>();
    laws::constant<nn::log_sigmoid, nn::shape<5>>();
    golden::expect_layer<float, nn::log_sigmoid, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::log_sigmoid::y, numbers::log_sigmoid::dx}, golden::for_functions);
    golden::expect_layer<double, nn::log_sigmoid, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::log_sigmoid::y, numbers::log_sigmoid::dx}, golden::for_functions);
}

TEST_CASE("log_sigmoid: the line far below zero, -e^-x far above") {
    CHECK(nn::log_sigmoid::value(F(-1e30f)).v == -1e30f);
    CHECK(nn::log_sigmoid::value(D(-infinity)).v == -infinity);
    CHECK(nn::log_sigmoid::value(D(100)).v == doctest::Approx(-std::exp(-100.0)).epsilon(1e-14));
    CHECK(nn::log_sigmoid::value(D(infinity)).v == 0);
    CHECK(nn::log_sigmoid::slope(D(-infinity)).v == 1);
    CHECK(nn::log_sigmoid::slope(D(-std::exp(-100.0))).v == doctest::Approx(std::exp(-100.0)).epsilon(1e-14));
    CHECK(std::isnan(nn::log_sigmoid::value(F(laws::nan<float>)).v));
}

}  // namespace
}  // namespace log_sigmoid_test
