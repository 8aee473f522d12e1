// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/relu.hpp>

#include "laws/layer.hpp"

TEST_CASE("relu: laws") {
    laws::layer<inlay::relu, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::relu, inlay::shape<5>>();
}

TEST_CASE("relu: zero, minus zero and NaN") {
    const float x[5] = {0.0f, -0.0f, laws::nan<float>, -1.0f, 2.0f};
    float y[5];
    using bound = inlay::bind<inlay::relu, inlay::shape<5>>;
    bound::forward({}, inlay::view<const float, inlay::shape<5>, 1>(x),
                   inlay::view<float, inlay::shape<5>, 1>(y), inlay::inference_pass<float>{});
    CHECK(y[0] == 0);
    CHECK(y[1] == 0);
    CHECK(std::isnan(y[2]));
    CHECK(y[3] == 0);
    CHECK(y[4] == 2);
    CHECK(inlay::relu::slope(inlay::simd::pack<float, 1>(0)).v == 0);
}
