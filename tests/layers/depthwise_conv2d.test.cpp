// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/depthwise_conv2d.hpp>
#include <inlay/layers/tanh.hpp>

#include "golden/compare.hpp"
#include "golden/depthwise.hpp"
#include "layers/folding.hpp"
#include "laws/layer.hpp"

namespace depthwise_conv2d_test {
namespace {

namespace nn = inlay;
using nn::depthwise_conv2d, nn::shape;

using same = depthwise_conv2d<3, nn::padding::same>;
using multiplied = depthwise_conv2d<nn::by{2, 3}, nn::by{1, 2}, nn::use_bias::no, nn::depth_multiplier{2}>;
using dilated = depthwise_conv2d<3, nn::dilation{2}, nn::zeros{3}>;
using strided = depthwise_conv2d<3, nn::strides{2}, nn::padding::same>;

TEST_CASE("depthwise_conv2d: laws") {
    laws::layer<same, shape<5, 9, 5>>();
    laws::layer<multiplied, shape<5, 7, 3>>();
    laws::constant<depthwise_conv2d<2, 2>, shape<4, 3, 2>>();
}

TEST_CASE_TEMPLATE("depthwise_conv2d: golden", T, float, double) {
    using golden::expect_layer;
    {
        using namespace golden::depthwise::depthwise_same;
        expect_layer<T, same, shape<5, 9, 5>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::depthwise::depthwise_multiplier;
        expect_layer<T, multiplied, shape<5, 7, 3>>({n, x, r, y, dx, w, {}, dw, {}});
    }
    {
        using namespace golden::depthwise::depthwise_dilation;
        expect_layer<T, dilated, shape<4, 5, 17>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::depthwise::depthwise_strided;
        expect_layer<T, strided, shape<6, 5, 4>>({n, x, r, y, dx, w, b, dw, db});
    }
}

TEST_CASE("depthwise_conv2d: outputs are scaled by its kernel") {
    folding::expect_scaled_outputs<same, shape<5, 9, 5>>();
    folding::expect_scaled_outputs<multiplied, shape<5, 7, 3>>();
}

template <class L, class Function>
struct fused {
    static constexpr const char* name = "fused";
    static constexpr void settings(auto&&) {}
    template <class In>
    using on = typename nn::bind<L, In>::template with<nn::bind<Function, typename nn::bind<L, In>::output>>;
};
TEST_CASE("depthwise_conv2d with tanh in it: laws") { laws::layer<fused<strided, nn::tanh>, shape<6, 5, 4>>(0.5); }

}  // namespace
}  // namespace depthwise_conv2d_test
