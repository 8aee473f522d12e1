// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/instance_norm.hpp>

#include "golden/compare.hpp"
#include "golden/group_norm.hpp"
#include "laws/layer.hpp"

namespace instance_norm_test {
namespace {

namespace nn = inlay;
using picture = nn::shape<3, 2, 5>;

TEST_CASE("instance_norm: laws") {
    laws::layer<nn::instance_norm<>, picture>();
    laws::constant<nn::instance_norm<>, nn::shape<3, 2>>();
    static_assert(!nn::Layer<nn::instance_norm<>, nn::shape<6>>);
}

TEST_CASE_TEMPLATE("golden: instance_norm", T, float, double) {
    SUBCASE("with gamma and beta") {
        namespace g = golden::group_norm::instance;
        golden::expect_layer<T, nn::instance_norm<>, picture>(
            {g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta}}});
    }
    SUBCASE("as PyTorch's layer comes") {
        namespace g = golden::group_norm::instance_plain;
        golden::expect_layer<T, nn::instance_norm<1e-5, nn::center::no, nn::scale::no>, nn::shape<4, 7>>({g::n, g::x, g::r, g::y, g::dx});
    }
}

}  // namespace
}  // namespace instance_norm_test
