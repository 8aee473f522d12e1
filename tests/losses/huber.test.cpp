// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/huber.hpp>

#include "laws/loss.hpp"

TEST_CASE("huber: laws") {
    laws::loss<inlay::shape<1>>(inlay::huber{}, laws::any, laws::any);
    laws::loss<inlay::shape<5>>(inlay::huber{}, laws::any, laws::any);
    laws::loss<inlay::shape<3, 11>>(inlay::huber{}, laws::any, laws::any);
    laws::loss<inlay::shape<5>>(inlay::huber{.delta = 0.3}, laws::any, laws::any);
}

TEST_CASE("huber: in constant expressions") {
    using S = inlay::shape<3>;
    constexpr std::array<float, 6> p{1, -2, 0.5f, 3, 0, -1}, t{0, -2, 2, 3.25f, 4, -1};
    constexpr auto compiled = laws::compute<S>(inlay::huber{}, p, t);
    laws::constant<S>(inlay::huber{}, p, t, compiled);
    static_assert(compiled[2] == 0);  // where they agree there is no slope
}

TEST_CASE("huber: square near, line far, and a delta of one's own") {
    constexpr std::array<float, 2> p{0.5f, -4}, t{0, 0};
    static_assert(laws::compute<inlay::shape<2>>(inlay::huber{}, p, t) ==
                  std::array<float, 3>{1.8125f, 0.25f, -0.5f});
    static_assert(laws::compute<inlay::shape<2>>(inlay::huber{.delta = 4}, p, t) ==
                  std::array<float, 3>{4.0625f, 0.25f, -2});
    inlay::huber h;
    inlay::huber::settings([](const char*, double& delta) { delta = 3; }, h);
    CHECK(h.delta == 3);
}
