// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/squared_hinge.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace squared_hinge_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("squared_hinge: laws") { laws::loss<S>(inlay::squared_hinge{}, laws::any, laws::signs); }

TEST_CASE("golden: squared_hinge") {
    using namespace golden::more_losses::squared_hinge;
    golden::expect_loss<S>(inlay::squared_hinge{}, {n, prediction, target, value, gradient});
}

TEST_CASE("squared_hinge: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::squared_hinge{}, p, t);
    laws::constant<S>(inlay::squared_hinge{}, p, t, compiled);
}

TEST_CASE("squared_hinge: labels 0 and 1 are sides too") {
    constexpr std::array<float, 2> p{1, 0.5f}, t{0, 1};
    static_assert(laws::compute<inlay::shape<2>>(inlay::squared_hinge{}, p, t) == std::array<float, 3>{2.125f, 2, -0.5f});
}

}  // namespace
}  // namespace squared_hinge_test
