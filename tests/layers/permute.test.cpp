// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/permute.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace permute_test {
namespace {

namespace nn = inlay;

TEST_CASE("permute: laws") {
    laws::layer<nn::permute<2, 1>, nn::shape<9, 6>>();
    laws::layer<nn::permute<3, 1, 2>, nn::shape<3, 4, 5>>();
    laws::constant<nn::permute<3, 1, 2>, nn::shape<2, 3, 4>>();
    laws::constant<nn::permute<2, 1, 3>, nn::shape<2, 3, 2>>();
}

TEST_CASE_TEMPLATE("golden: permute", T, float, double) {
    SUBCASE("a matrix") {
        namespace g = golden::reshaping::permute_21;
        golden::expect_layer<T, nn::permute<2, 1>, nn::shape<9, 6>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("all axes move") {
        namespace g = golden::reshaping::permute_312;
        golden::expect_layer<T, nn::permute<3, 1, 2>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("the last axis stays") {
        namespace g = golden::reshaping::permute_213;
        golden::expect_layer<T, nn::permute<2, 1, 3>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
    SUBCASE("reversed") {
        namespace g = golden::reshaping::permute_321;
        golden::expect_layer<T, nn::permute<3, 2, 1>, nn::shape<3, 4, 5>>({g::n, g::x, g::r, g::y, g::dx});
    }
}

TEST_CASE("permute: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::permute<3, 1, 2>, nn::shape<3, 4, 5>>::output, nn::shape<5, 3, 4>>);
    static_assert(std::is_same_v<nn::bind<nn::permute<1, 2>, nn::shape<3, 4>>::output, nn::shape<3, 4>>);
    static_assert(!nn::Layer<nn::permute<2, 1>, nn::shape<3, 4, 5>>);
}

}  // namespace
}  // namespace permute_test
