// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/squareplus.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace squareplus_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("squareplus: laws, and PyTorch") {
    laws::layer<nn::squareplus<>, nn::shape<17>>();
    laws::constant<nn::squareplus<>, nn::shape<5>>();
    golden::expect_layer<float, nn::squareplus<>, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::squareplus::y, numbers::squareplus::dx}, golden::for_functions);
    golden::expect_layer<double, nn::squareplus<>, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::squareplus::y, numbers::squareplus::dx}, golden::for_functions);
}

TEST_CASE("squareplus: finite and without cancellation far from zero") {
    using layer = nn::squareplus<>;
    CHECK(layer::value(F(1e30f)).v == 1e30f);
    CHECK(layer::value(F(-1e30f)).v == doctest::Approx(1e-30).epsilon(1e-6));
    CHECK(layer::value(D(-1e200)).v == doctest::Approx(1e-200).epsilon(1e-14));
    CHECK(layer::value(D(infinity)).v == infinity);
    CHECK(layer::value(D(-infinity)).v == 0);
    CHECK(layer::value(D(0)).v == 1);
    CHECK(layer::slope(D(infinity)).v == 1);
    CHECK(layer::slope(D(0)).v == 0);
    CHECK(layer::slope(D(1e-300)).v == 0);
    CHECK(std::isnan(layer::value(F(laws::nan<float>)).v));
}

}  // namespace
}  // namespace squareplus_test
