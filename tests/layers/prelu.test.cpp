// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/layers/prelu.hpp>
#include <string>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/prelu.hpp"
#include "laws/layer.hpp"

namespace prelu_test {
namespace {

namespace nn = inlay;
using picture = nn::shape<2, 3, 5>;
using nn::shared_axes;

template <class L>
using alphas = typename nn::bind<L, picture>::alphas;

TEST_CASE("prelu: one alpha per element") {
    static_assert(std::is_same_v<alphas<nn::prelu<>>, picture>);
    laws::constant<nn::prelu<>, nn::shape<5>>();
    using namespace golden::prelu::per_element;
    golden::expect_layer<double, nn::prelu<>, picture>({n, x, r, y, dx, {}, {}, {}, {}, {{"alpha", alpha, dalpha}}});
}

TEST_CASE("prelu: one alpha per channel") {
    using layer = nn::prelu<shared_axes{1, 2}>;
    static_assert(std::is_same_v<alphas<layer>, nn::shape<1, 1, 5>>);
    laws::layer<layer, picture>();
    using namespace golden::prelu::per_channel;
    golden::expect_layer<float, layer, picture>({n, x, r, y, dx, {}, {}, {}, {}, {{"alpha", alpha, dalpha}}});
    golden::expect_layer<double, layer, picture>({n, x, r, y, dx, {}, {}, {}, {}, {{"alpha", alpha, dalpha}}});
}

TEST_CASE("prelu: a single alpha") {
    using layer = nn::prelu<shared_axes{3, 1, 2}, nn::alpha_initial{0.25}>;
    static_assert(std::is_same_v<alphas<layer>, nn::shape<1, 1, 1>>);
    laws::layer<layer, picture>();
    using namespace golden::prelu::single;
    golden::expect_layer<double, layer, picture>({n, x, r, y, dx, {}, {}, {}, {}, {{"alpha", alpha, dalpha}}});
}

TEST_CASE("prelu: an axis in the middle, and the last one") {
    static_assert(std::is_same_v<alphas<nn::prelu<shared_axes{2}>>, nn::shape<2, 1, 5>>);
    static_assert(std::is_same_v<alphas<nn::prelu<shared_axes{3}>>, nn::shape<2, 3, 1>>);
    {
        using namespace golden::prelu::middle_shared;
        golden::expect_layer<double, nn::prelu<shared_axes{2}>, picture>({n, x, r, y, dx, {}, {}, {}, {}, {{"alpha", alpha, dalpha}}});
    }
    {
        using namespace golden::prelu::last_shared;
        golden::expect_layer<double, nn::prelu<shared_axes{3}>, picture>({n, x, r, y, dx, {}, {}, {}, {}, {{"alpha", alpha, dalpha}}});
    }
}

TEST_CASE("prelu: what it says of itself") {
    using layer = nn::prelu<nn::alpha_initial{0.25}, shared_axes{1}>;
    unsigned axes = 0;
    double initial = -1;
    layer::settings([&](std::string key, auto value) {
        if (key == "shared_axes") axes = static_cast<unsigned>(value);
        if (key == "alpha_initial") initial = static_cast<double>(value);
    });
    CHECK(axes == 1);
    CHECK(initial == 0.25);
    CHECK(shared_axes{3, 1}.digits() == 13);
    nn::bind<layer, nn::shape<7>>::parameters<float>::leaves([](const nn::leaf& l) {
        CHECK(l.init == nn::initializer::constant);
        CHECK(l.value == 0.25);
        CHECK(l.role == nn::role::bias);  // no decay
    });
    // A stream may only be cut where every time step is treated alike.
    static_assert(nn::bind<nn::prelu<shared_axes{1}>, nn::shape<4, 5>>::streams && !nn::bind<nn::prelu<>, nn::shape<4, 5>>::streams);
    static_assert(!nn::Layer<nn::prelu<shared_axes{3}>, nn::shape<4, 5>> && !nn::Layer<nn::prelu<shared_axes{0}>, nn::shape<5>>);
}

}  // namespace
}  // namespace prelu_test
