// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/conv1d_transpose.hpp>
#include <inlay/layers/conv2d_transpose.hpp>
#include <inlay/layers/tanh.hpp>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/transposed.hpp"
#include "layers/folding.hpp"
#include "laws/layer.hpp"

namespace conv2d_transpose_test {
namespace {

namespace nn = inlay;
using nn::by, nn::conv2d_transpose, nn::shape;

using same = conv2d_transpose<5, 3, 2, nn::padding::same>;
using valid = conv2d_transpose<3, by{3, 2}, by{1, 2}, nn::use_bias::no>;
using time = nn::conv1d_transpose<4, 4, nn::strides{2}, nn::padding::same>;

// Keras' output lengths
static_assert(std::is_same_v<nn::bind<same, shape<3, 4, 3>>::output, shape<6, 8, 5>>);
static_assert(std::is_same_v<nn::bind<valid, shape<2, 3, 4>>::output, shape<4, 6, 3>>);
static_assert(std::is_same_v<nn::bind<conv2d_transpose<1, 2, 3>, shape<3, 2, 2>>::output, shape<9, 6, 1>>);
static_assert(std::is_same_v<nn::bind<time, shape<5, 3>>::output, shape<10, 4>>);

TEST_CASE("conv2d_transpose: laws") {
    laws::layer<same, shape<3, 4, 3>>();
    laws::constant<conv2d_transpose<2, 2, 3>, shape<2, 2, 2>>();
}
TEST_CASE("conv1d_transpose: laws") { laws::layer<time, shape<5, 3>>(); }

TEST_CASE_TEMPLATE("conv2d_transpose: golden", T, float, double) {
    using golden::expect_layer;
    {
        using namespace golden::transposed::transpose_same;
        expect_layer<T, same, shape<3, 4, 3>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::transposed::transpose_valid;
        expect_layer<T, valid, shape<2, 3, 4>>({n, x, r, y, dx, w, {}, dw, {}});
    }
    {
        using namespace golden::transposed::transpose_time;
        expect_layer<T, time, shape<5, 3>>({n, x, r, y, dx, w, b, dw, db});
    }
}
TEST_CASE("conv2d_transpose: golden, where strides are wider than the kernel, and with PyTorch's padding") {
    {
        using namespace golden::transposed::transpose_wide_stride;
        golden::expect_layer<float, conv2d_transpose<17, 2, 3>, shape<3, 2, 2>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::transposed::transpose_zeros;
        golden::expect_layer<double, conv2d_transpose<2, 4, 2, nn::zeros{1}>, shape<3, 4, 5>>({n, x, r, y, dx, w, b, dw, db});
    }
}

TEST_CASE("conv2d_transpose: outputs are scaled by its kernel") {
    folding::expect_scaled_outputs<same, shape<3, 4, 3>>();
    folding::expect_scaled_outputs<valid, shape<2, 3, 4>>();
}

}  // namespace
}  // namespace conv2d_transpose_test
