// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/softsign.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace softsign_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("softsign: laws, and PyTorch") {
    laws::layer<nn::softsign, nn::shape<17>>();
    laws::constant<nn::softsign, nn::shape<5>>();
    golden::expect_layer<float, nn::softsign, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::softsign::y, numbers::softsign::dx}, golden::for_functions);
    golden::expect_layer<double, nn::softsign, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::softsign::y, numbers::softsign::dx}, golden::for_functions);
}

TEST_CASE("softsign: 1 and -1 at the infinities") {
    CHECK(nn::softsign::value(D(infinity)).v == 1);
    CHECK(nn::softsign::value(F(-infinity)).v == -1);
    CHECK(nn::softsign::value(F(std::numeric_limits<float>::max())).v == 1);
    CHECK(std::isnan(nn::softsign::value(D(laws::nan<double>)).v));
    CHECK(nn::softsign::slope(D(-1)).v == 0);
}

}  // namespace
}  // namespace softsign_test
