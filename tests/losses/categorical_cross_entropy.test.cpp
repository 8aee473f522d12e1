// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/categorical_cross_entropy.hpp>

#include "laws/loss.hpp"

namespace {
constexpr inlay::categorical_cross_entropy<inlay::scores::logits> dense_logits;
constexpr inlay::categorical_cross_entropy<inlay::scores::probabilities> dense_probabilities;
constexpr inlay::categorical_cross_entropy<inlay::scores::log_probabilities> dense_log_probabilities;
}  // namespace

TEST_CASE("categorical_cross_entropy: laws") {
    laws::loss<inlay::shape<3>>(dense_logits, laws::any, laws::distributions);
    laws::loss<inlay::shape<17>>(dense_logits, laws::any, laws::distributions);
    laws::loss<inlay::shape<2, 5>>(dense_logits, laws::any, laws::distributions);  // over the last axis
    laws::loss<inlay::shape<10>>(dense_probabilities, laws::fractions, laws::distributions);
    laws::loss<inlay::shape<10>>(dense_log_probabilities, laws::log_distributions, laws::distributions);
}

TEST_CASE_TEMPLATE("categorical_cross_entropy: finite at the ends", T, float, double) {
    using S = inlay::shape<3>;
    laws::finite<S, T>(dense_logits, {100, -100, 0, -1e4, 1e4, 1e4}, {0, 1, 0, 1, 0, 0});
    laws::finite<S, T>(dense_probabilities, {1, 0, 0, 0, 1, 0}, {0, 1, 0, 1, 0, 0});
    laws::finite<S, T>(dense_log_probabilities, {-1e-30, -200, -200, -1e4, 0, -200}, {0, 1, 0, 1, 0, 0});
}

TEST_CASE("categorical_cross_entropy: a wrong sure answer costs what its logit says") {
    const auto got = laws::compute<inlay::shape<3>>(dense_logits, std::array<float, 6>{100, 0, 0, 0, 0, 0},
                                                    std::array<float, 6>{0, 0, 1, 1, 0, 0});
    CHECK(got[0] == doctest::Approx((100 + std::log(3.0)) / 2).epsilon(1e-6));
    CHECK(got[1] == 0.5f);
    CHECK(got[3] == -0.5f);
    CHECK(got[4] == doctest::Approx(-1.0 / 3).epsilon(1e-6));
}

TEST_CASE("categorical_cross_entropy: in constant expressions, and fused with softmax") {
    constexpr std::array<float, 6> z{-2, 0, 5, 1, 1, -3}, p{0.25f, 0.5f, 0.25f, 0.125f, 0.125f, 0.75f};
    constexpr auto target = std::array<float, 6>{0, 0, 1, 1, 0, 0};
    constexpr auto logits = laws::compute<inlay::shape<3>>(dense_logits, z, target);
    laws::constant<inlay::shape<3>>(dense_logits, z, target, logits);
    constexpr auto probabilities = laws::compute<inlay::shape<3>>(dense_probabilities, p, target);
    laws::constant<inlay::shape<3>>(dense_probabilities, p, target, probabilities);
    static_assert(inlay::categorical_cross_entropy<>::fuses(inlay::link_function::softmax));
    static_assert(inlay::categorical_cross_entropy<>::fuses(inlay::link_function::log_softmax));
    static_assert(!inlay::categorical_cross_entropy<>::fuses(inlay::link_function::sigmoid));
    [[maybe_unused]] const auto told =
        inlay::categorical_cross_entropy<>::on<inlay::scores::logits>(inlay::categorical_cross_entropy{});
}
