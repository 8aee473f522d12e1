// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/max_pool1d.hpp>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

namespace max_pool1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("max_pool1d: laws") {
    laws::layer<nn::max_pool1d<2>, nn::shape<9, 5>>();
    laws::layer<nn::max_pool1d<3, 1, nn::zeros{1}>, nn::shape<9, 5>>();
    laws::constant<nn::max_pool1d<2>, nn::shape<5, 2>>();
}

TEST_CASE_TEMPLATE("golden: max_pool1d", T, float, double) {
    SUBCASE("windows side by side") {
        namespace g = golden::pooling::max1d;
        golden::expect_layer<T, nn::max_pool1d<2>, nn::shape<9, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("zeros around") {
        namespace g = golden::pooling::max1d_zeros;
        golden::expect_layer<T, nn::max_pool1d<3, 1, nn::zeros{1}>, nn::shape<9, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("same") {
        namespace g = golden::pooling::max1d_same;
        golden::expect_layer<T, nn::max_pool1d<4, nn::padding::same, nn::strides{2}>, nn::shape<9, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
}

TEST_CASE("max_pool1d: sizes, and what does not fit") {
    static_assert(std::is_same_v<nn::bind<nn::max_pool1d<3>, nn::shape<10, 4>>::output, nn::shape<3, 4>>);
    static_assert(!nn::Layer<nn::max_pool1d<4>, nn::shape<3, 2>>);
    static_assert(!nn::Layer<nn::max_pool1d<2>, nn::shape<8>>);
}

}  // namespace
}  // namespace max_pool1d_test
