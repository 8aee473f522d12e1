// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/sparse_categorical_cross_entropy.hpp>

#include "laws/loss.hpp"

namespace {
constexpr inlay::sparse_categorical_cross_entropy<inlay::scores::logits> labelled_logits;
constexpr inlay::sparse_categorical_cross_entropy<inlay::scores::probabilities> labelled_probabilities;
constexpr inlay::sparse_categorical_cross_entropy<inlay::scores::log_probabilities>
    labelled_log_probabilities;
}  // namespace

TEST_CASE("sparse_categorical_cross_entropy: laws") {
    laws::loss<inlay::shape<3>>(labelled_logits, laws::any, laws::labels);
    laws::loss<inlay::shape<17>>(labelled_logits, laws::any, laws::labels);
    laws::loss<inlay::shape<2, 5>>(labelled_logits, laws::any, laws::labels);  // over the last axis
    laws::loss<inlay::shape<10>>(labelled_probabilities, laws::fractions, laws::labels);
    laws::loss<inlay::shape<10>>(labelled_log_probabilities, laws::log_distributions, laws::labels);
}

TEST_CASE_TEMPLATE("sparse_categorical_cross_entropy: finite at the ends", T, float, double) {
    using S = inlay::shape<3>;
    laws::finite<S, T>(labelled_logits, {100, -100, 0, -1e4, 1e4, 1e4}, {1, 0});
    laws::finite<S, T>(labelled_probabilities, {1, 0, 0, 0, 1, 0}, {1, 0});
    laws::finite<S, T>(labelled_log_probabilities, {-1e-30, -200, -200, -1e4, 0, -200}, {1, 0});
}

TEST_CASE("sparse_categorical_cross_entropy: a wrong sure answer costs what its logit says") {
    const auto got = laws::compute<inlay::shape<3>>(labelled_logits, std::array<float, 6>{100, 0, 0, 0, 0, 0},
                                                    std::array<std::int32_t, 2>{2, 0});
    CHECK(got[0] == doctest::Approx((100 + std::log(3.0)) / 2).epsilon(1e-6));
    CHECK(got[1] == 0.5f);
    CHECK(got[3] == -0.5f);
    CHECK(got[4] == doctest::Approx(-1.0 / 3).epsilon(1e-6));
}

TEST_CASE("sparse_categorical_cross_entropy: in constant expressions, and fused with softmax") {
    constexpr std::array<float, 6> z{-2, 0, 5, 1, 1, -3}, p{0.25f, 0.5f, 0.25f, 0.125f, 0.125f, 0.75f};
    constexpr auto target = std::array<std::int32_t, 2>{2, 0};
    constexpr auto logits = laws::compute<inlay::shape<3>>(labelled_logits, z, target);
    laws::constant<inlay::shape<3>>(labelled_logits, z, target, logits);
    constexpr auto probabilities = laws::compute<inlay::shape<3>>(labelled_probabilities, p, target);
    laws::constant<inlay::shape<3>>(labelled_probabilities, p, target, probabilities);
    static_assert(inlay::sparse_categorical_cross_entropy<>::fuses(inlay::link_function::softmax));
    static_assert(inlay::sparse_categorical_cross_entropy<>::fuses(inlay::link_function::log_softmax));
    static_assert(!inlay::sparse_categorical_cross_entropy<>::fuses(inlay::link_function::sigmoid));
    [[maybe_unused]] const auto told = inlay::sparse_categorical_cross_entropy<>::on<inlay::scores::logits>(
        inlay::sparse_categorical_cross_entropy{});
}

TEST_CASE("sparse_categorical_cross_entropy: one label per row, and the short name") {
    static_assert(
        std::is_same_v<inlay::cross_entropy::target_shape<inlay::shape<4, 7, 10>>, inlay::shape<28>>);
    static_assert(std::is_same_v<inlay::cross_entropy::target_shape<inlay::shape<10>>, inlay::shape<1>>);
    static_assert(
        std::is_same_v<decltype(inlay::cross_entropy{}), inlay::sparse_categorical_cross_entropy<>>);
}
