// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/mean_squared_error.hpp>

#include "laws/loss.hpp"

TEST_CASE("mean_squared_error: laws") {
    laws::loss<inlay::shape<1>>(inlay::mean_squared_error{}, laws::any, laws::any);
    laws::loss<inlay::shape<5>>(inlay::mean_squared_error{}, laws::any, laws::any);
    laws::loss<inlay::shape<3, 11>>(inlay::mean_squared_error{}, laws::any, laws::any);
}

TEST_CASE("mean_squared_error: in constant expressions") {
    using S = inlay::shape<3>;
    constexpr std::array<float, 6> p{1, -2, 0.5f, 3, 0, -1}, t{0, -2, 2, 3.25f, 4, -1};
    constexpr auto compiled = laws::compute<S>(inlay::mean_squared_error{}, p, t);
    laws::constant<S>(inlay::mean_squared_error{}, p, t, compiled);
    static_assert(compiled[2] == 0);  // where they agree there is no slope
}

TEST_CASE("mean_squared_error: over all values of a sample") {
    constexpr auto got = laws::compute<inlay::shape<2>>(
        inlay::mean_squared_error{}, std::array<float, 2>{1, 5}, std::array<float, 2>{0, 2});
    static_assert(got == std::array<float, 3>{5, 1, 3});
}
