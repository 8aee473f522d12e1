// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/contrastive.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace contrastive_test {
namespace {

using S = inlay::shapes<inlay::shape<5>, inlay::shape<5>>;

TEST_CASE("contrastive: laws") { laws::loss<S>(inlay::contrastive{.margin = 7}, laws::any, laws::fractions); }

TEST_CASE("golden: contrastive") {
    using namespace golden::more_losses::contrastive;
    golden::expect_loss<S>(inlay::contrastive{.margin = 1.5}, {n, prediction, target, value, gradient});
}

TEST_CASE("contrastive: in constant expressions; equal embeddings that should differ have no slope") {
    using Two = inlay::shapes<inlay::shape<2>, inlay::shape<2>>;
    constexpr std::array<float, 4> p{3, 4, 3, 4};
    constexpr auto compiled = laws::compute<Two>(inlay::contrastive{}, p, std::array<float, 1>{1});
    laws::constant<Two>(inlay::contrastive{}, p, std::array<float, 1>{1}, compiled);
    static_assert(compiled == std::array<float, 5>{0.5f, 0, 0, 0, 0});
}

}  // namespace
}  // namespace contrastive_test
