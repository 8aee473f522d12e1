// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/triplet_margin.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace triplet_margin_test {
namespace {

using S = inlay::shapes<inlay::shape<5>, inlay::shape<5>, inlay::shape<5>>;

TEST_CASE("triplet_margin: laws") { laws::loss<S>(inlay::triplet_margin{.margin = 3}, laws::any, laws::any); }

TEST_CASE("golden: triplet_margin") {
    using namespace golden::more_losses::triplet_margin;
    golden::expect_loss<S>(inlay::triplet_margin{}, {n, prediction, target, value, gradient});
}

TEST_CASE("triplet_margin: in constant expressions; equal embeddings have no slope to divide by 0") {
    using Two = inlay::shapes<inlay::shape<2>, inlay::shape<1, 2>, inlay::shape<2>>;
    constexpr std::array<float, 6> p{3, 4, 0, 0, 3, 4};
    constexpr inlay::triplet_margin exact{.epsilon = 0};
    constexpr auto compiled = laws::compute<Two>(exact, p, std::array<float, 1>{});
    laws::constant<Two>(exact, p, std::array<float, 1>{}, compiled);
    CHECK(compiled[0] == 6);
    CHECK(compiled[1] == doctest::Approx(0.6));
    CHECK(compiled[5] == 0);
}

}  // namespace
}  // namespace triplet_margin_test
