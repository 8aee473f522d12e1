// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/categorical_hinge.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace categorical_hinge_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("categorical_hinge: laws") { laws::loss<S>(inlay::categorical_hinge{}, laws::any, laws::one_hot); }

TEST_CASE("golden: categorical_hinge") {
    using namespace golden::more_losses::categorical_hinge;
    golden::expect_loss<S>(inlay::categorical_hinge{}, {n, prediction, target, value, gradient});
}

TEST_CASE("categorical_hinge: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::categorical_hinge{}, p, t);
    laws::constant<S>(inlay::categorical_hinge{}, p, t, compiled);
}

}  // namespace
}  // namespace categorical_hinge_test
