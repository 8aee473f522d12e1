// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/average_pool1d.hpp>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

namespace average_pool1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("average_pool1d: laws") {
    laws::layer<nn::average_pool1d<3, 2>, nn::shape<9, 5>>();
    laws::constant<nn::average_pool1d<2, nn::padding::same>, nn::shape<5, 2>>();
}

TEST_CASE_TEMPLATE("golden: average_pool1d", T, float, double) {
    SUBCASE("windows overlap") {
        namespace g = golden::pooling::average1d;
        golden::expect_layer<T, nn::average_pool1d<3, 2>, nn::shape<9, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("same") {
        namespace g = golden::pooling::average1d_same;
        golden::expect_layer<T, nn::average_pool1d<2, nn::padding::same>, nn::shape<9, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("zeros around that count") {
        namespace g = golden::pooling::average1d_counted;
        golden::expect_layer<T, nn::average_pool1d<2, nn::zeros{1}, nn::count_include_pad::yes>, nn::shape<9, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
}

TEST_CASE("average_pool1d: sizes, and what does not fit") {
    static_assert(std::is_same_v<nn::bind<nn::average_pool1d<4, nn::strides{1}>, nn::shape<9, 2>>::output, nn::shape<6, 2>>);
    static_assert(!nn::Layer<nn::average_pool1d<4>, nn::shape<3, 2>>);
    static_assert(!nn::Layer<nn::average_pool1d<2>, nn::shape<8, 8, 1>>);
}

}  // namespace
}  // namespace average_pool1d_test
