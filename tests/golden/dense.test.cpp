// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/dense.hpp>

#include "golden/compare.hpp"
#include "golden/dense.hpp"

TEST_CASE_TEMPLATE("golden: dense", T, float, double) {
    using inlay::dense, inlay::shape, golden::expect_layer;
    SUBCASE("5 to 3") {
        using namespace golden::dense::dense_5_3;
        expect_layer<T, dense<3>, shape<5>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("33 to 17") {
        using namespace golden::dense::dense_33_17;
        expect_layer<T, dense<17>, shape<33>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("1 to 1") {
        using namespace golden::dense::dense_1_1;
        expect_layer<T, dense<1>, shape<1>>({n, x, r, y, dx, w, b, dw, db});
    }
    SUBCASE("3 to 8") {
        using namespace golden::dense::dense_3_8;
        expect_layer<T, dense<8>, shape<3>>({n, x, r, y, dx, w, b, dw, db});
    }
}
