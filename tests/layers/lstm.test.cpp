// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/lstm.hpp>

#include "laws/layer.hpp"
#include "layers/streaming.hpp"

TEST_CASE("lstm: laws") {
    using inlay::lstm, inlay::returns, inlay::shape;
    laws::layer<lstm<1>, shape<1, 1>>(2);
    laws::layer<lstm<5>, shape<7, 3>>(2);
    laws::layer<lstm<17, returns::sequence>, shape<2, 3>>(2);
    laws::constant<lstm<5, returns::sequence>, shape<2, 3>>();
}

TEST_CASE("lstm: time steps one by one") {
    using inlay::lstm, inlay::returns;
    streaming::expect_pieces_make_the_whole<lstm<20, returns::sequence>, 6, 1, float>();
    streaming::expect_pieces_make_the_whole<lstm<33, returns::sequence>, 4, 3, float>();
    streaming::expect_pieces_make_the_whole<lstm<5, returns::sequence>, 4, 3, double>();
}
