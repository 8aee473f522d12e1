// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/average_pool2d.hpp>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

namespace average_pool2d_test {
namespace {

namespace nn = inlay;

TEST_CASE("average_pool2d: laws") {
    laws::layer<nn::average_pool2d<nn::by{2, 3}>, nn::shape<5, 7, 5>>();
    laws::layer<nn::average_pool2d<nn::by{3, 2}, nn::padding::same, nn::by{2, 1}>, nn::shape<6, 5, 5>>();
    laws::constant<nn::average_pool2d<3, 2, nn::zeros{1}>, nn::shape<4, 3, 2>>();
}

TEST_CASE_TEMPLATE("golden: average_pool2d", T, float, double) {
    SUBCASE("windows side by side") {
        namespace g = golden::pooling::average2d;
        golden::expect_layer<T, nn::average_pool2d<(nn::by{2, 3})>, nn::shape<5, 7, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("zeros around that do not count") {
        namespace g = golden::pooling::average2d_zeros;
        golden::expect_layer<T, nn::average_pool2d<3, nn::zeros{1}, nn::strides{2}>, nn::shape<5, 7, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("zeros around that count") {
        namespace g = golden::pooling::average2d_counted;
        golden::expect_layer<T, nn::average_pool2d<3, 2, nn::zeros{1}, nn::count_include_pad::yes>, nn::shape<5, 7, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("same") {
        namespace g = golden::pooling::average2d_same;
        golden::expect_layer<T, nn::average_pool2d<(nn::by{3, 2}), nn::padding::same, (nn::by{2, 1})>, nn::shape<6, 5, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
}

TEST_CASE("average_pool2d: sizes, and what does not fit") {
    static_assert(std::is_same_v<nn::bind<nn::average_pool2d<3, 2, nn::zeros{1}>, nn::shape<7, 8, 2>>::output, nn::shape<4, 4, 2>>);
    static_assert(!nn::Layer<nn::average_pool2d<3>, nn::shape<2, 8, 1>>);
    static_assert(!nn::Layer<nn::average_pool2d<2>, nn::shape<8, 8>>);
}

}  // namespace
}  // namespace average_pool2d_test
