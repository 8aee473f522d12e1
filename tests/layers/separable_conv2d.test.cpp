// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/separable_conv2d.hpp>
#include <inlay/layers/tanh.hpp>

#include "golden/compare.hpp"
#include "golden/separable.hpp"
#include "layers/folding.hpp"
#include "laws/layer.hpp"

namespace separable_conv2d_test {
namespace {

namespace nn = inlay;
using nn::separable_conv2d, nn::shape;

using strided = separable_conv2d<5, nn::by{3, 2}, 2, nn::padding::same, nn::depth_multiplier{2}>;
using valid = separable_conv2d<3, nn::by{2, 3}, nn::use_bias::no>;

TEST_CASE("separable_conv2d: laws") {
    laws::layer<strided, shape<5, 6, 3>>();
    laws::constant<separable_conv2d<2, 2, nn::dilation{2}>, shape<3, 4, 2>>();
}

TEST_CASE_TEMPLATE("separable_conv2d: golden", T, float, double) {
    {
        using namespace golden::separable::separable;
        golden::expect_layer<T, strided, shape<5, 6, 3>>({n, x, r, y, dx, {}, b, {}, db, {{"depthwise_kernel", depthwise, ddepthwise}, {"pointwise_kernel", pointwise, dpointwise}}});
    }
    {
        using namespace golden::separable::separable_valid;
        golden::expect_layer<T, valid, shape<4, 5, 5>>({n, x, r, y, dx, {}, {}, {}, {}, {{"depthwise_kernel", depthwise, ddepthwise}, {"pointwise_kernel", pointwise, dpointwise}}});
    }
}

TEST_CASE("separable_conv2d: outputs are scaled by its kernel") {
    folding::expect_scaled_outputs<strided, shape<5, 6, 3>>();
    folding::expect_scaled_outputs<valid, shape<4, 5, 5>>();
}

template <class L, class Function>
struct fused {
    static constexpr const char* name = "fused";
    static constexpr void settings(auto&&) {}
    template <class In>
    using on = typename nn::bind<L, In>::template with<nn::bind<Function, typename nn::bind<L, In>::output>>;
};
TEST_CASE("separable_conv2d with tanh in it: laws") { laws::layer<fused<valid, nn::tanh>, shape<4, 5, 5>>(0.3); }

}  // namespace
}  // namespace separable_conv2d_test
