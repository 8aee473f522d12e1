// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/max_pool2d.hpp>

#include "golden/compare.hpp"
#include "golden/max_pool2d.hpp"

TEST_CASE_TEMPLATE("golden: max_pool2d", T, float, double) {
    using inlay::by, inlay::max_pool2d, inlay::padding, inlay::shape, golden::expect_layer;
    SUBCASE("window 2, stride 2") {
        using namespace golden::max_pool2d::window_2_stride_2;
        expect_layer<T, max_pool2d<2>, shape<4, 6, 3>>({n, x, r, y, dx});
    }
    SUBCASE("window 3, stride 2") {
        using namespace golden::max_pool2d::window_3_stride_2;
        expect_layer<T, max_pool2d<3, 2>, shape<7, 8, 2>>({n, x, r, y, dx});
    }
    SUBCASE("a row and a column left over") {
        using namespace golden::max_pool2d::leftover_row_and_column;
        expect_layer<T, max_pool2d<2>, shape<5, 7, 5>>({n, x, r, y, dx});
    }
    SUBCASE("same, window 2, stride 2") {
        using namespace golden::max_pool2d::same_window_2_stride_2;
        expect_layer<T, max_pool2d<2, 2, padding::same>, shape<5, 7, 2>>({n, x, r, y, dx});
    }
    SUBCASE("same, window 3, stride 2") {
        using namespace golden::max_pool2d::same_window_3_stride_2;
        expect_layer<T, max_pool2d<3, 2, padding::same>, shape<6, 6, 1>>({n, x, r, y, dx});
    }
    SUBCASE("same, window 3x2, stride 1") {
        using namespace golden::max_pool2d::same_window_3x2_stride_1;
        expect_layer<T, max_pool2d<by{3, 2}, 1, padding::same>, shape<4, 5, 17>>({n, x, r, y, dx});
    }
    SUBCASE("equal values: the first gets the gradient") {
        using namespace golden::max_pool2d::equal_values;
        expect_layer<T, max_pool2d<2>, shape<4, 4, 2>>({n, x, r, y, dx});
    }
}
