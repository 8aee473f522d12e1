// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <inlay/layers/reparameterise.hpp>

#include "golden/penalised.hpp"
#include "golden/probabilistic.hpp"
#include "laws/layer.hpp"

namespace reparameterise_test {
namespace {

namespace nn = inlay;
using layer = nn::reparameterise<0.3>;
using In = nn::shape<10>;

TEST_CASE("reparameterise: laws") {
    laws::layer<layer, In, nn::shape<34>>(2.03);
    laws::constant<layer, In>();
}

TEST_CASE("reparameterise: PyTorch's sample, divergence and gradients for the deviates that the generator gives") {
    using namespace golden::probabilistic::reparameterise;
    golden::expect_penalised<float, layer, In>({n, x, r, y, dx}, penalty[0]);
    golden::expect_penalised<double, layer, In>({n, x, r, y, dx}, penalty[0]);
}

TEST_CASE("reparameterise: inference gives the means, and a standard normal input costs nothing") {
    const std::array<float, 20> x{1, 2, 3, 4, 5, -9, 8, -7, 6, -5, 6, 7, 8, 9, 10, 4, -3, 2, -1, 0};
    std::array<float, 10> y{};
    nn::bind<layer, In>::forward({}, nn::view<const float, In>(x.data(), 2), nn::view<float, nn::shape<5>>(y.data(), 2), nn::inference_pass<float>{});
    CHECK(y == std::array<float, 10>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});

    const std::array<float, 20> standard{};
    std::array<float, 10> noise{};
    nn::random generator(nn::seed{1});
    float penalty = 0;
    nn::bind<layer, In>::forward({}, nn::view<const float, In>(standard.data(), 2), nn::view<float, nn::shape<5>>(y.data(), 2),
                                 nn::training_pass<float>{{}, {noise.data(), nullptr}, &generator, &penalty});
    CHECK(penalty == 0);
    CHECK(y == noise);
    CHECK(generator.where().counter == 10);
    static_assert(!nn::Layer<layer, nn::shape<5>> && !nn::Layer<layer, nn::shape<2, 4>>);
}

}  // namespace
}  // namespace reparameterise_test
