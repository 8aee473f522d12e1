// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/relu6.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace relu6_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("relu6: laws, and PyTorch") {
    laws::layer<nn::relu6, nn::shape<17>>(8.03);
    laws::constant<nn::relu6, nn::shape<5>>();
    golden::expect_layer<float, nn::relu6, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::relu6::y, numbers::relu6::dx}, golden::for_functions);
    golden::expect_layer<double, nn::relu6, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::relu6::y, numbers::relu6::dx}, golden::for_functions);
}

TEST_CASE("relu6: flat outside (0, 6), and a NaN stays one") {
    CHECK(nn::relu6::value(F(50)).v == 6);
    CHECK(nn::relu6::value(F(-infinity)).v == 0);
    CHECK(nn::relu6::value(F(infinity)).v == 6);
    CHECK(std::isnan(nn::relu6::value(F(laws::nan<float>)).v));
    CHECK(nn::relu6::slope(F(6)).v == 0);
    CHECK(nn::relu6::slope(F(0)).v == 0);
    CHECK(nn::relu6::slope(F(5)).v == 1);
}

}  // namespace
}  // namespace relu6_test
