// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/glu.hpp>
#include <limits>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/gated.hpp"
#include "laws/layer.hpp"

namespace glu_test {
namespace {

namespace nn = inlay;
using sequence = nn::shape<2, 34>;

TEST_CASE("glu: laws, and PyTorch") {
    laws::layer<nn::glu, sequence, nn::shape<6>>();
    laws::constant<nn::glu, nn::shape<6>>();
    using namespace golden::gated::glu;
    golden::expect_layer<float, nn::glu, sequence>({n, x, r, y, dx});
    golden::expect_layer<double, nn::glu, sequence>({n, x, r, y, dx});
}

TEST_CASE("glu: halves of the last axis, the second one the gate") {
    static_assert(std::is_same_v<nn::bind<nn::glu, nn::shape<4, 3, 2>>::output, nn::shape<4, 3, 1>>);
    static_assert(!nn::Layer<nn::glu, nn::shape<2, 3>> && !nn::Layer<nn::glu, nn::shapes<nn::shape<2>, nn::shape<2>>>);
    using P = nn::simd::pack<float, 1>;
    CHECK(nn::glu::value(P(3), P(1000)).v == 3);
    CHECK(nn::glu::value(P(3), P(-1000)).v == 0);
    CHECK(nn::glu::value(P(3), P(0)).v == 1.5f);
    CHECK(std::isnan(nn::glu::value(P(3), P(laws::nan<float>)).v));
}

}  // namespace
}  // namespace glu_test
