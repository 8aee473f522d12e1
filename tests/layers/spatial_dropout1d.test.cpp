// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <inlay/layers/spatial_dropout1d.hpp>
#include <vector>

#include "laws/layer.hpp"

namespace spatial_dropout1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("spatial_dropout1d: laws") {
    laws::layer<nn::spatial_dropout1d<0.3>, nn::shape<3, 5>>();
    laws::constant<nn::spatial_dropout1d<0.3>, nn::shape<3, 5>>();
}

TEST_CASE("spatial_dropout1d: whole channels, as many as said, the others larger") {
    using In = nn::shape<3, 5>;
    constexpr std::size_t n = 4000, channels = 5, positions = In::size / channels;
    std::vector<float> x(n * In::size, 1), y(n * In::size), mask(n * channels);
    nn::random generator(nn::seed{42});
    nn::bind<nn::spatial_dropout1d<0.2>, In>::forward({}, nn::view<const float, In>(x.data(), n), nn::view<float, In>(y.data(), n),
                                                    nn::training_pass<float>{{}, {mask.data(), nullptr}, &generator});
    CHECK(generator.where().counter == n * channels);
    std::size_t dropped = 0, mixed = 0, wrong = 0;
    for (std::size_t sample = 0; sample < n; ++sample) {
        for (std::size_t c = 0; c < channels; ++c) {
            const float first = y[sample * In::size + c];
            dropped += first == 0 ? 1 : 0;
            wrong += first == 0 || first == 1.25f ? 0 : 1;
            for (std::size_t at = 1; at < positions; ++at) mixed += y[sample * In::size + at * channels + c] == first ? 0 : 1;
        }
    }
    CHECK(mixed == 0);
    CHECK(wrong == 0);
    CHECK(std::abs(static_cast<double>(dropped) - 4000) < 5 * std::sqrt(20000 * 0.2 * 0.8));
    static_assert(!nn::Layer<nn::spatial_dropout1d<0.2>, nn::shape<5>>);
}

}  // namespace
}  // namespace spatial_dropout1d_test
