// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/zero_padding1d.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace zero_padding1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("zero_padding1d: laws") {
    laws::layer<nn::zero_padding1d<2, 1>, nn::shape<9, 6>>();
    laws::constant<nn::zero_padding1d<2, 1>, nn::shape<2, 3>>();
}

TEST_CASE_TEMPLATE("golden: zero_padding1d", T, float, double) {
    namespace g = golden::reshaping::padding1d;
    golden::expect_layer<T, nn::zero_padding1d<2, 1>, nn::shape<9, 6>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("zero_padding1d: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::zero_padding1d<2>, nn::shape<3, 4>>::output, nn::shape<7, 4>>);
    static_assert(!nn::Layer<nn::zero_padding1d<1>, nn::shape<3>>);
}

}  // namespace
}  // namespace zero_padding1d_test
