// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/hinge.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace hinge_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("hinge: laws") { laws::loss<S>(inlay::hinge{}, laws::any, laws::signs); }

TEST_CASE("golden: hinge") {
    using namespace golden::more_losses::hinge;
    golden::expect_loss<S>(inlay::hinge{}, {n, prediction, target, value, gradient});
}

TEST_CASE("hinge: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::hinge{}, p, t);
    laws::constant<S>(inlay::hinge{}, p, t, compiled);
}

TEST_CASE("hinge: labels 0 and 1 are sides too") {
    constexpr std::array<float, 4> p{0.5f, 0.5f, -2, 3}, t{0, 1, -1, 1};
    static_assert(laws::compute<inlay::shape<4>>(inlay::hinge{}, p, t) == std::array<float, 5>{0.5f, 0.25f, -0.25f, 0, 0});
}

}  // namespace
}  // namespace hinge_test
