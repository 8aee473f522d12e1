// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/global_max_pool1d.hpp>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

namespace global_max_pool1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("global_max_pool1d: laws") {
    laws::layer<nn::global_max_pool1d, nn::shape<6, 5>>();
    laws::constant<nn::global_max_pool1d, nn::shape<3, 2>>();
    static_assert(!nn::Layer<nn::global_max_pool1d, nn::shape<4, 3, 2>>);
}

TEST_CASE_TEMPLATE("golden: global_max_pool1d", T, float, double) {
    namespace g = golden::pooling::global_max1d;
    golden::expect_layer<T, nn::global_max_pool1d, nn::shape<6, 5>>({g::n, g::x, g::r, g::y, g::dx});
}

}  // namespace
}  // namespace global_max_pool1d_test
