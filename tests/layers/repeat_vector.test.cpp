// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/repeat_vector.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/reshaping.hpp"
#include "laws/layer.hpp"

namespace repeat_vector_test {
namespace {

namespace nn = inlay;

TEST_CASE("repeat_vector: laws") {
    laws::layer<nn::repeat_vector<4>, nn::shape<7>>();
    laws::constant<nn::repeat_vector<4>, nn::shape<3>>();
}

TEST_CASE_TEMPLATE("golden: repeat_vector", T, float, double) {
    namespace g = golden::reshaping::repeat;
    golden::expect_layer<T, nn::repeat_vector<4>, nn::shape<7>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("repeat_vector: shapes") {
    static_assert(std::is_same_v<nn::bind<nn::repeat_vector<3>, nn::shape<5>>::output, nn::shape<3, 5>>);
    static_assert(!nn::Layer<nn::repeat_vector<3>, nn::shape<3, 2>>);
}

}  // namespace
}  // namespace repeat_vector_test
