// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/group_norm.hpp>

#include "golden/compare.hpp"
#include "golden/group_norm.hpp"
#include "laws/layer.hpp"

namespace group_norm_test {
namespace {

namespace nn = inlay;
using picture = nn::shape<2, 3, 10>;

TEST_CASE("group_norm: laws") {
    laws::layer<nn::group_norm<2>, picture>();
    laws::constant<nn::group_norm<2>, nn::shape<3, 4>>();
    static_assert(!nn::Layer<nn::group_norm<3>, picture>);
    static_assert(nn::Layer<nn::group_norm<>, nn::shape<4, 4, 64>>);
}

TEST_CASE_TEMPLATE("golden: group_norm", T, float, double) {
    SUBCASE("two groups of a picture's channels") {
        namespace g = golden::group_norm::groups_2;
        golden::expect_layer<T, nn::group_norm<2>, picture>(
            {g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta}}});
    }
    SUBCASE("three groups of a vector") {
        namespace g = golden::group_norm::groups_3;
        golden::expect_layer<T, nn::group_norm<3, 1e-5>, nn::shape<18>>(
            {g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta}}});
    }
}

}  // namespace
}  // namespace group_norm_test
