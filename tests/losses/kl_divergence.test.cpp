// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/kl_divergence.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace kl_divergence_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("kl_divergence: laws") { laws::loss<S>(inlay::kl_divergence{}, laws::fractions, laws::distributions); }

TEST_CASE("golden: kl_divergence") {
    using namespace golden::more_losses::kl_divergence;
    golden::expect_loss<S>(inlay::kl_divergence{}, {n, prediction, target, value, gradient});
}

TEST_CASE("kl_divergence: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::kl_divergence{}, p, t);
    laws::constant<S>(inlay::kl_divergence{}, p, t, compiled);
}

TEST_CASE_TEMPLATE("kl_divergence: finite at the ends", T, float, double) {
    laws::finite<inlay::shape<3>, T>(inlay::kl_divergence{}, {1, 0, 0, 0, 1, 0}, {1, 0, 0, 1, 0, 0});
}

}  // namespace
}  // namespace kl_divergence_test
