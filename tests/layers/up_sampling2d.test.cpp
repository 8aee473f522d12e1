// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/up_sampling2d.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace up_sampling2d_test {
namespace {

namespace nn = inlay;

TEST_CASE("up_sampling2d: laws") {
    laws::layer<nn::up_sampling2d<nn::by{2, 3}>, nn::shape<3, 4, 5>>();
    laws::layer<nn::up_sampling2d<nn::by{2, 3}, nn::interpolation::bilinear>, nn::shape<3, 4, 5>>();
    laws::constant<nn::up_sampling2d<2, nn::interpolation::bilinear>, nn::shape<2, 3, 2>>();
}

TEST_CASE_TEMPLATE("golden: up_sampling2d", T, float, double) {
    SUBCASE("nearest") {
        namespace g = golden::reshaping::nearest2d;
        golden::expect_layer<T, nn::up_sampling2d<(nn::by{2, 3})>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("bilinear") {
        namespace g = golden::reshaping::bilinear2d;
        golden::expect_layer<T, nn::up_sampling2d<(nn::by{2, 3}), nn::interpolation::bilinear>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
}

TEST_CASE("up_sampling2d: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::up_sampling2d<>, nn::shape<3, 4, 5>>::output, nn::shape<6, 8, 5>>);
    static_assert(!nn::Layer<nn::up_sampling2d<>, nn::shape<3, 4>>);
}

}  // namespace
}  // namespace up_sampling2d_test
