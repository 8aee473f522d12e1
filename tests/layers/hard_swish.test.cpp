// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/hard_swish.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace hard_swish_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("hard_swish: laws, and PyTorch") {
    laws::layer<nn::hard_swish, nn::shape<17>>(4.51);
    laws::constant<nn::hard_swish, nn::shape<5>>();
    golden::expect_layer<float, nn::hard_swish, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::hard_swish::y, numbers::hard_swish::dx}, golden::for_functions);
    golden::expect_layer<double, nn::hard_swish, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::hard_swish::y, numbers::hard_swish::dx}, golden::for_functions);
}

TEST_CASE("hard_swish: 0 below -3, the line above 3") {
    CHECK(nn::hard_swish::value(F(1e38f)).v == 1e38f);
    CHECK(nn::hard_swish::value(F(infinity)).v == infinity);
    CHECK(nn::hard_swish::value(F(-infinity)).v == 0);
    CHECK(nn::hard_swish::value(F(-1e30f)).v == 0);
    CHECK(std::isnan(nn::hard_swish::value(F(laws::nan<float>)).v));
    CHECK(nn::hard_swish::slope(F(-infinity)).v == 0);
    CHECK(nn::hard_swish::slope(F(infinity)).v == 1);
}

}  // namespace
}  // namespace hard_swish_test
