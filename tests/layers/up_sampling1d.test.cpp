// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/up_sampling1d.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace up_sampling1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("up_sampling1d: laws") {
    laws::layer<nn::up_sampling1d<3>, nn::shape<9, 6>>();
    laws::constant<nn::up_sampling1d<3>, nn::shape<2, 3>>();
}

TEST_CASE_TEMPLATE("golden: up_sampling1d", T, float, double) {
    namespace g = golden::reshaping::nearest1d;
    golden::expect_layer<T, nn::up_sampling1d<3>, nn::shape<9, 6>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("up_sampling1d: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::up_sampling1d<>, nn::shape<3, 4>>::output, nn::shape<6, 4>>);
    static_assert(!nn::Layer<nn::up_sampling1d<>, nn::shape<3>>);
}

}  // namespace
}  // namespace up_sampling1d_test
