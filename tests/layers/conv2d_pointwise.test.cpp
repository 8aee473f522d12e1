// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/tanh.hpp>

#include "golden/compare.hpp"
#include "golden/convolutions.hpp"
#include "layers/folding.hpp"
#include "laws/layer.hpp"

namespace conv2d_pointwise_test {
namespace {

namespace nn = inlay;
using nn::conv2d, nn::shape;

using strided = conv2d<5, 1, nn::strides{2, 3}, nn::use_bias::no>;

TEST_CASE("conv2d of one tap: laws") {
    laws::layer<conv2d<17, 1>, shape<3, 4, 5>>();
    laws::constant<conv2d<2, 1, 2>, shape<4, 3, 2>>();
}

TEST_CASE_TEMPLATE("conv2d of one tap: golden", T, float, double) {
    {
        using namespace golden::convolutions::pointwise;
        golden::expect_layer<T, conv2d<17, 1>, shape<3, 4, 5>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::convolutions::pointwise_strided;
        golden::expect_layer<T, strided, shape<5, 5, 3>>({n, x, r, y, dx, w, {}, dw, {}});
    }
}

TEST_CASE("conv2d of one tap: outputs are scaled by its kernel") {
    folding::expect_scaled_outputs<conv2d<17, 1>, shape<3, 4, 5>>();
    folding::expect_scaled_outputs<strided, shape<5, 5, 3>>();
}

/// An element-wise layer taken into the kernels.
template <class L, class Function>
struct fused {
    static constexpr const char* name = "fused";
    static constexpr void settings(auto&&) {}
    template <class In>
    using on = typename nn::bind<L, In>::template with<nn::bind<Function, typename nn::bind<L, In>::output>>;
};
TEST_CASE("conv2d of one tap with tanh in it: laws") {
    static_assert(nn::bind<strided, shape<5, 5, 3>>::absorbs<nn::bind<nn::tanh, shape<3, 2, 5>>, true>);
    laws::layer<fused<strided, nn::tanh>, shape<5, 5, 3>>(0.5);
}

}  // namespace
}  // namespace conv2d_pointwise_test
