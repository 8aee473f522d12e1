// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/dense.hpp>

#include "laws/layer.hpp"

TEST_CASE("dense: laws") {
    laws::layer<inlay::dense<1>, inlay::shape<1>, inlay::shape<17>>();
    laws::layer<inlay::dense<5>, inlay::shape<3>>();
    laws::layer<inlay::dense<17>, inlay::shape<5>>();
    laws::layer<inlay::dense<33>, inlay::shape<17>>();
    laws::constant<inlay::dense<5>, inlay::shape<7>>();
}
