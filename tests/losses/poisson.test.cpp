// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/poisson.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace poisson_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("poisson: laws") { laws::loss<S>(inlay::poisson{}, laws::fractions, laws::fractions); }

TEST_CASE("golden: poisson") {
    using namespace golden::more_losses::poisson;
    golden::expect_loss<S>(inlay::poisson{}, {n, prediction, target, value, gradient});
}

TEST_CASE("poisson: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::poisson{}, p, t);
    laws::constant<S>(inlay::poisson{}, p, t, compiled);
}

TEST_CASE("poisson: nothing is expected, and nothing came") {
    const auto got = laws::compute<inlay::shape<1>>(inlay::poisson{}, std::array<float, 1>{0}, std::array<float, 1>{0});
    CHECK(got[0] == 0);
    CHECK(got[1] == 1);
}

}  // namespace
}  // namespace poisson_test
