// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <inlay/layers/celu.hpp>
#include <inlay/layers/exponential.hpp>
#include <inlay/layers/hard_swish.hpp>
#include <inlay/layers/hard_tanh.hpp>
#include <inlay/layers/log_sigmoid.hpp>
#include <inlay/layers/mish.hpp>
#include <inlay/layers/relu6.hpp>
#include <inlay/layers/softsign.hpp>
#include <inlay/layers/squareplus.hpp>
#include <inlay/layers/threshold.hpp>
#include <limits>

namespace special_values_test {
namespace {

namespace nn = inlay;

/// NaN gives NaN and nothing else does, neither as value nor as slope; packs of any width give what one lane gives.
template <class L>
void expect_sound() {
    constexpr std::size_t n = 20;
    constexpr float infinity = std::numeric_limits<float>::infinity(), most = std::numeric_limits<float>::max();
    const std::array<float, n> x{infinity, -infinity, 0, -0.0f, most, -most, 1e30f, -1e30f, 1e-30f, -1e-30f,
                                 90,       -90,       3, -3,    6,    -6,    1,     -1,     1.5f,   std::numeric_limits<float>::quiet_NaN()};
    std::array<float, n> y{}, slopes{};
    constexpr nn::simd::fixed<n> count{};
    constexpr bool by_output = nn::bind<L, nn::shape<n>>::keeps == nn::keep::output;
    nn::simd::map(count, [](auto v) { return L::value(v); }, y.data(), x.data());
    const float* const from = by_output ? y.data() : x.data();
    nn::simd::map(count, [](auto v) { return L::slope(v); }, slopes.data(), from);
    using one = nn::simd::pack<float, 1>;
    for (std::size_t i = 0; i < n; ++i) {
        CAPTURE(x[i]);
        const float value = L::value(one(x[i])).v, slope = L::slope(one(from[i])).v;
        CHECK(std::isnan(value) == std::isnan(x[i]));
        CHECK(std::isnan(y[i]) == std::isnan(x[i]));
        CHECK((value == y[i] || !(std::abs(value - y[i]) > 1e-6f * std::abs(value))));
        if (!std::isnan(x[i])) CHECK((slope == slopes[i] || std::abs(slope - slopes[i]) <= 1e-6f * std::abs(slope)));
    }
}

TEST_CASE("activations on infinities, zeros, large and small numbers, and NaN") {
    SUBCASE("celu") { expect_sound<nn::celu<>>(); }
    SUBCASE("exponential") { expect_sound<nn::exponential>(); }
    SUBCASE("hard_swish") { expect_sound<nn::hard_swish>(); }
    SUBCASE("hard_tanh") { expect_sound<nn::hard_tanh>(); }
    SUBCASE("log_sigmoid") { expect_sound<nn::log_sigmoid>(); }
    SUBCASE("mish") { expect_sound<nn::mish>(); }
    SUBCASE("relu6") { expect_sound<nn::relu6>(); }
    SUBCASE("softsign") { expect_sound<nn::softsign>(); }
    SUBCASE("squareplus") { expect_sound<nn::squareplus<>>(); }
    SUBCASE("threshold") { expect_sound<nn::threshold<1.5, 0.25>>(); }
    SUBCASE("threshold, by the input") { expect_sound<nn::threshold<-1.5, 3.0>>(); }
}

}  // namespace
}  // namespace special_values_test
