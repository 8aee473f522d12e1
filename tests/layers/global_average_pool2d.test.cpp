// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/global_average_pool2d.hpp>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

namespace global_average_pool2d_test {
namespace {

namespace nn = inlay;

TEST_CASE("global_average_pool2d: laws") {
    laws::layer<nn::global_average_pool2d, nn::shape<4, 3, 5>>();
    laws::constant<nn::global_average_pool2d, nn::shape<2, 3, 2>>();
    static_assert(!nn::Layer<nn::global_average_pool2d, nn::shape<4, 3>>);
}

TEST_CASE_TEMPLATE("golden: global_average_pool2d", T, float, double) {
    namespace g = golden::pooling::global_average2d;
    golden::expect_layer<T, nn::global_average_pool2d, nn::shape<4, 3, 5>>({g::n, g::x, g::r, g::y, g::dx});
}

}  // namespace
}  // namespace global_average_pool2d_test
