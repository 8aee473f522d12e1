// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/elu.hpp>

#include "laws/layer.hpp"

TEST_CASE("elu: laws") {
    laws::layer<inlay::elu<>, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::elu<>, inlay::shape<5>>();
    laws::layer<inlay::elu<0.5>, inlay::shape<3>>();
}
