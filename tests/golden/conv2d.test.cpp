// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/conv2d.hpp>

#include "golden/compare.hpp"
#include "golden/conv2d.hpp"

TEST_CASE_TEMPLATE("golden: conv2d", T, float, double) {
    using inlay::by, inlay::conv2d, inlay::padding, inlay::shape, golden::expect_layer;
    SUBCASE("valid, 1 channel") {
        using namespace golden::conv2d::valid_1_channel;
        expect_layer<T, conv2d<2, 3>, shape<5, 5, 1>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("valid, kernel 3x2, stride 2x1") {
        using namespace golden::conv2d::valid_3x2_stride_2x1;
        expect_layer<T, conv2d<5, by{3, 2}, by{2, 1}>, shape<7, 6, 3>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("same, stride 2, even size") {
        using namespace golden::conv2d::same_stride_2_even;
        expect_layer<T, conv2d<3, 3, 2, padding::same>, shape<6, 6, 2>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("same, stride 2, odd size") {
        using namespace golden::conv2d::same_stride_2_odd;
        expect_layer<T, conv2d<3, 3, 2, padding::same>, shape<5, 7, 2>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("same, even kernel 2x4, 17 filters") {
        using namespace golden::conv2d::same_2x4_17_filters;
        expect_layer<T, conv2d<17, by{2, 4}, 1, padding::same>, shape<5, 4, 3>>(
            {n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("same, kernel smaller than the stride") {
        using namespace golden::conv2d::same_1x1_stride_2;
        expect_layer<T, conv2d<4, 1, 2, padding::same>, shape<6, 5, 3>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("kernel as large as the picture") {
        using namespace golden::conv2d::valid_whole_image;
        expect_layer<T, conv2d<6, by{4, 3}>, shape<4, 3, 2>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("rows and columns that no window reaches") {
        using namespace golden::conv2d::valid_leftover_stride_3;
        expect_layer<T, conv2d<1, 2, 3>, shape<9, 8, 1>>({n, x, r, y, dx, w, b, dw, db});
    }
}
