// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/flatten.hpp>

#include "laws/layer.hpp"

TEST_CASE("flatten: laws") {
    laws::layer<inlay::flatten, inlay::shape<5>, inlay::shape<2, 3, 5>>();
    laws::constant<inlay::flatten, inlay::shape<2, 3>>();
}

TEST_CASE("flatten: one extent, and nothing to do in a sequential") {
    using bound = inlay::bind<inlay::flatten, inlay::shape<28, 28, 3>>;
    static_assert(std::is_same_v<bound::output, inlay::shape<2352>>);
    static_assert(bound::is_view && bound::flops == 0);
}
