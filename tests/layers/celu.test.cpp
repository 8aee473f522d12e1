// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/celu.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace celu_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("celu: laws, and PyTorch") {
    laws::layer<nn::celu<>, nn::shape<17>>();
    laws::constant<nn::celu<>, nn::shape<5>>();
    golden::expect_layer<float, nn::celu<>, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::celu::y, numbers::celu::dx}, golden::for_functions);
    golden::expect_layer<double, nn::celu<>, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::celu::y, numbers::celu::dx}, golden::for_functions);
}

TEST_CASE("celu: alpha 2.5, and the limits") {
    using layer = nn::celu<2.5>;
    laws::layer<layer, nn::shape<17>>();
    using numbers::celu_2_5::y, numbers::celu_2_5::dx;
    golden::expect_layer<float, layer, nn::shape<17>>({numbers::n, numbers::x, numbers::r, y, dx}, golden::for_functions);
    golden::expect_layer<double, layer, nn::shape<17>>({numbers::n, numbers::x, numbers::r, y, dx}, golden::for_functions);
    CHECK(layer::value(D(infinity)).v == infinity);
    CHECK(layer::value(D(-infinity)).v == -2.5);
    CHECK(layer::slope(D(-2.5)).v == 0);
    CHECK(std::isnan(layer::value(F(laws::nan<float>)).v));
}

}  // namespace
}  // namespace celu_test
