// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/conv2d.hpp>

#include "laws/layer.hpp"

TEST_CASE("conv2d: laws") {
    using inlay::by, inlay::conv2d, inlay::padding, inlay::shape;
    laws::layer<conv2d<3, 3>, shape<5, 6, 2>>();
    laws::layer<conv2d<17, 2, 2>, shape<4, 5, 1>>();
    laws::layer<conv2d<5, by{3, 2}, by{2, 1}, padding::same>, shape<5, 4, 3>>();
    laws::layer<conv2d<2, 2>, shape<3, 3, 2>>();  // packs of dx that overlap those of the pixel before: GCC 12 once lost one
    laws::constant<conv2d<2, 3, 1, padding::same>, shape<4, 4, 2>>();
}
