// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/gru.hpp>

#include "laws/layer.hpp"
#include "layers/streaming.hpp"

TEST_CASE("gru: laws") {
    using inlay::gru, inlay::returns, inlay::reset, inlay::shape;
    laws::layer<gru<1>, shape<1, 1>>(2);
    laws::layer<gru<5, returns::last, reset::before>, shape<7, 3>>(2);
    laws::layer<gru<17, returns::sequence>, shape<2, 3>>(2);
    laws::constant<gru<5, returns::sequence>, shape<2, 3>>();
    laws::constant<gru<3, returns::last, reset::before>, shape<2, 1>>();
}

TEST_CASE("gru: time steps one by one") {
    using inlay::gru, inlay::returns, inlay::reset;
    streaming::expect_pieces_make_the_whole<gru<16, returns::sequence>, 6, 1, float>();
    streaming::expect_pieces_make_the_whole<gru<20, returns::sequence, reset::before>, 6, 1, float>();
    streaming::expect_pieces_make_the_whole<gru<33, returns::sequence>, 4, 3, float>();
    streaming::expect_pieces_make_the_whole<gru<5, returns::sequence>, 4, 3, double>();
}
