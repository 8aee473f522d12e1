// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/layers/conv2d.hpp>
#include <string_view>
#include <type_traits>

#include "golden/compare.hpp"
#include "golden/convolutions.hpp"
#include "layers/folding.hpp"
#include "laws/layer.hpp"

/// conv2d with groups, dilation and zeros, without a bias, and with a kernel of one tap.
namespace conv2d_parts_test {
namespace {

namespace nn = inlay;
using nn::by, nn::conv2d, nn::shape;

using grouped = conv2d<4, by{3, 2}, by{2, 1}, nn::padding::same, nn::groups{2}>;
using dilated = conv2d<5, by{3, 2}, nn::use_bias::no, nn::dilation{2, 3}, nn::padding::same>;
using both = conv2d<6, 2, nn::zeros{1}, nn::dilation{2}, nn::groups{2}>;

TEST_CASE("conv2d in parts: laws") {
    laws::layer<grouped, shape<5, 4, 6>>();
    laws::layer<dilated, shape<6, 7, 3>>();
    laws::constant<conv2d<4, 2, nn::groups{2}, nn::dilation{2}, nn::zeros{1}>, shape<3, 3, 4>>();
}

TEST_CASE_TEMPLATE("conv2d in parts: golden", T, float, double) {
    using golden::expect_layer;
    {
        using namespace golden::convolutions::groups;
        expect_layer<T, grouped, shape<5, 4, 6>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::convolutions::dilation;
        expect_layer<T, dilated, shape<6, 7, 3>>({n, x, r, y, dx, w, {}, dw, {}});
    }
    {
        using namespace golden::convolutions::groups_dilation;
        expect_layer<T, both, shape<5, 6, 4>>({n, x, r, y, dx, w, b, dw, db});
    }
}

TEST_CASE("conv2d in parts: outputs are scaled by its kernel") {
    folding::expect_scaled_outputs<grouped, shape<5, 4, 6>>();
    folding::expect_scaled_outputs<dilated, shape<6, 7, 3>>();
}

// ---- options ------------------------------------------------------------------------------------------------------------

template <class L>
std::string_view settings_of() {
    static std::string text;
    text.clear();
    L::settings([](const char* key, auto value) {
        text += key;
        text += '=';
        if constexpr (std::is_convertible_v<decltype(value), std::string_view>) {
            text += value;
        } else {
            text += std::to_string(value);
        }
        text += ' ';
    });
    return text;
}

TEST_CASE("conv2d: options in any order, and only what is not at its default is listed") {
    CHECK(settings_of<conv2d<8, 3>>() == "filters=8 kernel_height=3 kernel_width=3 stride_height=1 stride_width=1 padding=valid ");
    CHECK(settings_of<conv2d<8, by{3, 5}, 2, nn::padding::same>>() == settings_of<conv2d<8, by{3, 5}, nn::padding::same, nn::strides{2}>>());
    CHECK(settings_of<conv2d<8, by{3, 5}, by{2, 1}, nn::padding::same>>() ==
          "filters=8 kernel_height=3 kernel_width=5 stride_height=2 stride_width=1 padding=same ");
    CHECK(settings_of<both>() ==
          "filters=6 kernel_height=2 kernel_width=2 stride_height=1 stride_width=1 padding=zeros zeros_height=1 zeros_width=1 "
          "dilation_height=2 dilation_width=2 groups=2 ");
    CHECK(settings_of<conv2d<8, 3, nn::use_bias::no>>().ends_with("padding=valid use_bias=0 "));
    static_assert(std::is_same_v<conv2d<8, 3, nn::use_bias::no, nn::dilation{2}>::with_bias, conv2d<8, 3, nn::use_bias::yes, nn::dilation{2}>>);
    static_assert(std::is_same_v<conv2d<8, 3, 2>::with_bias, conv2d<8, 3, 2>>);
    using without = nn::bind<conv2d<8, 3, nn::use_bias::no>, shape<5, 5, 2>>;
    static_assert(sizeof(without::parameters<float>) == sizeof(without::parameters<float>::kernel));
}

}  // namespace
}  // namespace conv2d_parts_test
