// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/hard_tanh.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace hard_tanh_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("hard_tanh: laws, and PyTorch") {
    laws::layer<nn::hard_tanh, nn::shape<17>>();
    laws::constant<nn::hard_tanh, nn::shape<5>>();
    golden::expect_layer<float, nn::hard_tanh, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::hard_tanh::y, numbers::hard_tanh::dx}, golden::for_functions);
    golden::expect_layer<double, nn::hard_tanh, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::hard_tanh::y, numbers::hard_tanh::dx}, golden::for_functions);
}

TEST_CASE("hard_tanh: flat outside (-1, 1), and a NaN stays one") {
    CHECK(nn::hard_tanh::value(F(infinity)).v == 1);
    CHECK(nn::hard_tanh::value(F(-infinity)).v == -1);
    CHECK(std::isnan(nn::hard_tanh::value(F(laws::nan<float>)).v));
    CHECK(nn::hard_tanh::slope(F(-1)).v == 0);
    CHECK(nn::hard_tanh::slope(F(1)).v == 0);
}

}  // namespace
}  // namespace hard_tanh_test
