// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <inlay/layers/layer_norm.hpp>
#include <vector>

#include "golden/compare.hpp"
#include "golden/layer_norm.hpp"
#include "laws/layer.hpp"

namespace layer_norm_test {
namespace {

namespace nn = inlay;
using keras = nn::layer_norm<>;
using pytorch = nn::layer_norm<1e-5>;

TEST_CASE("layer_norm: laws") {
    laws::layer<keras, nn::shape<2, 17>>();
    laws::layer<nn::layer_norm<1e-3, nn::scale::no, nn::center::no>, nn::shape<5>>();
    laws::constant<keras, nn::shape<2, 3>>();
}

TEST_CASE_TEMPLATE("golden: layer_norm", T, float, double) {
    SUBCASE("as in Keras") {
        namespace g = golden::layer_norm::keras;
        golden::expect_layer<T, keras, nn::shape<2, 17>>(
            {g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta}}});
    }
    SUBCASE("as in PyTorch") {
        namespace g = golden::layer_norm::pytorch;
        golden::expect_layer<T, pytorch, nn::shape<2, 33>>(
            {g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta}}});
    }
}

TEST_CASE("layer_norm: float values around 1000 that differ by 0.01") {
    using In = nn::shape<2, 33>;
    std::vector<float> x(In::size), y(In::size);
    nn::random generator(nn::seed{1});
    for (float& v : x) v = 1000 + 0.035f * (generator.uniform<float>() - 0.5f);
    nn::bind<pytorch, In>::parameters<float> p{};
    for (std::size_t c = 0; c < 33; ++c) p.gamma[c] = 1;
    nn::bind<pytorch, In>::forward(p, nn::view<const float, In>(x.data(), 1), nn::view<float, In>(y.data(), 1), nn::inference_pass<float>{});
    double mean = 0, variance = 0;
    for (std::size_t i = 0; i < 33; ++i) mean += x[i] / 33.0;
    for (std::size_t i = 0; i < 33; ++i) variance += (x[i] - mean) * (x[i] - mean) / 33;
    for (std::size_t i = 0; i < 33; ++i) CHECK(y[i] == doctest::Approx((x[i] - mean) / std::sqrt(variance + 1e-5)).epsilon(1e-5));
}

}  // namespace
}  // namespace layer_norm_test
