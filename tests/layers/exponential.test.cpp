// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/exponential.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace exponential_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("exponential: laws, and PyTorch") {
    laws::layer<nn::exponential, nn::shape<17>>();
    laws::constant<nn::exponential, nn::shape<5>>();
    golden::expect_layer<float, nn::exponential, nn::shape<17>>({numbers::n, numbers::exponential::x, numbers::r, numbers::exponential::y, numbers::exponential::dx}, golden::for_functions);
    golden::expect_layer<double, nn::exponential, nn::shape<17>>({numbers::n, numbers::exponential::x, numbers::r, numbers::exponential::y, numbers::exponential::dx}, golden::for_functions);
}

TEST_CASE("exponential: 0 and infinity") {
    CHECK(nn::exponential::value(F(-infinity)).v == 0);
    CHECK(nn::exponential::value(F(infinity)).v == infinity);
    CHECK(nn::exponential::value(D(1000)).v == infinity);
    CHECK(std::isnan(nn::exponential::value(F(laws::nan<float>)).v));
}

}  // namespace
}  // namespace exponential_test
