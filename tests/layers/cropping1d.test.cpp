// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/cropping1d.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace cropping1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("cropping1d: laws") {
    laws::layer<nn::cropping1d<2, 1>, nn::shape<9, 6>>();
    laws::constant<nn::cropping1d<2, 1>, nn::shape<5, 3>>();
}

TEST_CASE_TEMPLATE("golden: cropping1d", T, float, double) {
    namespace g = golden::reshaping::cropping1d;
    golden::expect_layer<T, nn::cropping1d<2, 1>, nn::shape<9, 6>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("cropping1d: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::cropping1d<1>, nn::shape<3, 4>>::output, nn::shape<1, 4>>);
    static_assert(!nn::Layer<nn::cropping1d<1>, nn::shape<2, 4>>);
}

}  // namespace
}  // namespace cropping1d_test
