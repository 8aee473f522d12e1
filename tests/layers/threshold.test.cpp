// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/threshold.hpp>
#include <limits>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace threshold_test {
namespace {

namespace nn = inlay;
namespace numbers = golden::elementwise;
using F = nn::simd::pack<float, 1>;
using D = nn::simd::pack<double, 1>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("threshold: laws, and PyTorch") {
    laws::layer<nn::threshold<1.5, 0.25>, nn::shape<17>>();
    laws::constant<nn::threshold<1.5, 0.25>, nn::shape<5>>();
    using numbers::threshold::y, numbers::threshold::dx;
    golden::expect_layer<float, nn::threshold<1.5, 0.25>, nn::shape<17>>({numbers::n, numbers::x, numbers::r, y, dx}, golden::for_functions);
    golden::expect_layer<double, nn::threshold<1.5, 0.25>, nn::shape<17>>({numbers::n, numbers::x, numbers::r, y, dx}, golden::for_functions);
}

TEST_CASE("threshold: a value above the threshold") {
    using layer = nn::threshold<-1.5, 3.0>;  // y does not say on which side x was
    static_assert(nn::bind<layer, nn::shape<17>>::keeps == nn::keep::input && !layer::increasing);
    static_assert(nn::bind<nn::threshold<1.5, 0.25>, nn::shape<17>>::in_place && nn::threshold<1.5, 0.25>::increasing);
    laws::layer<layer, nn::shape<17>>();
    golden::expect_layer<double, layer, nn::shape<17>>({numbers::n, numbers::x, numbers::r, numbers::threshold_below::y, numbers::threshold_below::dx},
                                                       golden::for_functions);
    CHECK(layer::value(F(-1.5f)).v == 3);
    CHECK(layer::slope(F(-1.5f)).v == 0);
    CHECK(layer::value(F(-infinity)).v == 3);
    CHECK(layer::value(F(infinity)).v == infinity);
    CHECK(std::isnan(layer::value(F(laws::nan<float>)).v));
}

}  // namespace
}  // namespace threshold_test
