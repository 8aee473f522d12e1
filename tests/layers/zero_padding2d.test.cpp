// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/zero_padding2d.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace zero_padding2d_test {
namespace {

namespace nn = inlay;

TEST_CASE("zero_padding2d: laws") {
    laws::layer<nn::zero_padding2d<1, 0, 2, 1>, nn::shape<3, 4, 5>>();
    laws::constant<nn::zero_padding2d<1, 0, 2, 1>, nn::shape<2, 2, 3>>();
}

TEST_CASE_TEMPLATE("golden: zero_padding2d", T, float, double) {
    namespace g = golden::reshaping::padding2d;
    golden::expect_layer<T, nn::zero_padding2d<1, 0, 2, 1>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("zero_padding2d: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::zero_padding2d<1>, nn::shape<3, 4, 5>>::output, nn::shape<5, 6, 5>>);
    static_assert(std::is_same_v<nn::bind<nn::zero_padding2d<nn::by{1, 2}>, nn::shape<3, 4, 5>>::output, nn::shape<5, 8, 5>>);
    static_assert(!nn::Layer<nn::zero_padding2d<1>, nn::shape<3, 4>>);
}

}  // namespace
}  // namespace zero_padding2d_test
