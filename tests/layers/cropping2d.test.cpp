// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/cropping2d.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace cropping2d_test {
namespace {

namespace nn = inlay;

TEST_CASE("cropping2d: laws") {
    laws::layer<nn::cropping2d<0, 1, 2, 0>, nn::shape<3, 4, 5>>();
    laws::constant<nn::cropping2d<0, 1, 2, 0>, nn::shape<3, 4, 2>>();
}

TEST_CASE_TEMPLATE("golden: cropping2d", T, float, double) {
    namespace g = golden::reshaping::cropping2d;
    golden::expect_layer<T, nn::cropping2d<0, 1, 2, 0>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("cropping2d: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::cropping2d<1>, nn::shape<3, 4, 5>>::output, nn::shape<1, 2, 5>>);
    static_assert(std::is_same_v<nn::bind<nn::cropping2d<nn::by{1, 0}>, nn::shape<3, 4, 5>>::output, nn::shape<1, 4, 5>>);
    static_assert(!nn::Layer<nn::cropping2d<2>, nn::shape<4, 8, 5>>);
}

}  // namespace
}  // namespace cropping2d_test
