// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/reshape.hpp>

#include "laws/layer.hpp"

TEST_CASE("reshape: laws") {
    laws::layer<inlay::reshape<5, 3>, inlay::shape<15>>();
    laws::layer<inlay::reshape<6, 5>, inlay::shape<2, 3, 5>>();
    laws::constant<inlay::reshape<3, 2>, inlay::shape<2, 3>>();
}

TEST_CASE("reshape: only to as many elements") {
    static_assert(std::is_same_v<inlay::bind<inlay::reshape<4, 4, 2>, inlay::shape<32>>::output,
                                 inlay::shape<4, 4, 2>>);
    static_assert(!inlay::Layer<inlay::reshape<4, 4, 2>, inlay::shape<31>>);
    static_assert(inlay::bind<inlay::reshape<4, 4, 2>, inlay::shape<32>>::is_view);
}
