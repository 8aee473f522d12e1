// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/swiglu.hpp>
#include <limits>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/gated.hpp"
#include "laws/layer.hpp"

namespace swiglu_test {
namespace {

namespace nn = inlay;
using sequence = nn::shape<2, 34>;

TEST_CASE("swiglu: laws, and PyTorch") {
    laws::layer<nn::swiglu, sequence, nn::shape<6>>();
    laws::constant<nn::swiglu, nn::shape<6>>();
    using namespace golden::gated::swiglu;
    golden::expect_layer<float, nn::swiglu, sequence>({n, x, r, y, dx});
    golden::expect_layer<double, nn::swiglu, sequence>({n, x, r, y, dx});
}

TEST_CASE("swiglu: halves of the last axis, the first one the gate") {
    static_assert(std::is_same_v<nn::bind<nn::swiglu, nn::shape<10>>::output, nn::shape<5>>);
    using P = nn::simd::pack<float, 1>;
    CHECK(nn::swiglu::value(P(1000), P(3)).v == 3000);
    CHECK(nn::swiglu::value(P(-1000), P(3)).v == 0);
    CHECK(nn::swiglu::value(P(2), P(-1)).v == doctest::Approx(-2 / (1 + std::exp(-2.0))));
    CHECK(std::isnan(nn::swiglu::value(P(laws::nan<float>), P(1)).v));
}

}  // namespace
}  // namespace swiglu_test
