// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <inlay/layers/softmin.hpp>

#include "golden/compare.hpp"
#include "golden/elementwise.hpp"
#include "laws/layer.hpp"

namespace softmin_test {
namespace {

namespace nn = inlay;

TEST_CASE("softmin: laws, and PyTorch") {
    laws::layer<nn::softmin, nn::shape<17>, nn::shape<2, 3>>();
    laws::constant<nn::softmin, nn::shape<5>>();
    namespace numbers = golden::elementwise;
    using numbers::softmin::x, numbers::softmin::y, numbers::softmin::dx;
    golden::expect_layer<float, nn::softmin, nn::shape<17>>({numbers::n, x, numbers::r, y, dx}, golden::for_functions);
    golden::expect_layer<double, nn::softmin, nn::shape<17>>({numbers::n, x, numbers::r, y, dx}, golden::for_functions);
}

TEST_CASE("softmin: sums to one and does not overflow") {
    // Probabilities, but not the softmax of logits: a cross-entropy must not leave the layer out.
    static_assert(nn::detail::given_scores<nn::softmin> == nn::scores::probabilities && nn::detail::link_of<nn::softmin> == nn::link_function::none);
    const std::array<float, 5> x{-1000, 1000, -999, 0, -1000};
    std::array<float, 5> y;
    using S = nn::shape<5>;
    nn::bind<nn::softmin, S>::forward({}, nn::view<const float, S, 1>(x.data()), nn::view<float, S, 1>(y.data()), nn::inference_pass<float>{});
    CHECK(y[0] + y[1] + y[2] + y[3] + y[4] == doctest::Approx(1).epsilon(1e-6));
    CHECK(y[0] == doctest::Approx(1 / (2 + std::exp(-1.0))).epsilon(1e-6));
    CHECK(y[0] == y[4]);
    CHECK(y[1] == 0);
}

}  // namespace
}  // namespace softmin_test
