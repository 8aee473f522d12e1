// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/categorical_focal_cross_entropy.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace categorical_focal_cross_entropy_test {
namespace {

using S = inlay::shape<5>;
constexpr inlay::categorical_focal_cross_entropy<inlay::scores::probabilities> plain;
constexpr inlay::categorical_focal_cross_entropy<inlay::scores::logits> logits{.alpha = 0.75, .gamma = 1.5, .label_smoothing = 0.1};

TEST_CASE("categorical_focal_cross_entropy: laws") {
    laws::loss<S>(plain, laws::fractions, laws::distributions);
    laws::loss<S>(logits, laws::any, laws::distributions);
}

TEST_CASE("golden: categorical_focal_cross_entropy") {
    SUBCASE("probabilities") {
        using namespace golden::more_losses::categorical_focal;
        golden::expect_loss<S>(plain, {n, prediction, target, value, gradient});
    }
    SUBCASE("logits") {
        using namespace golden::more_losses::categorical_focal_logits;
        golden::expect_loss<S>(logits, {n, prediction, target, value, gradient});
    }
}

TEST_CASE_TEMPLATE("categorical_focal_cross_entropy: finite at the ends", T, float, double) {
    const std::vector<double> targets{0, 1, 0, 0, 0};
    laws::finite<S, T>(plain, {1, 0, 0, 0, 0}, targets);
    laws::finite<S, T>(logits, {100, -100, -100, 100, 1e4}, targets);
    laws::finite<S, T>(logits, {-100, 1e4, -100, 100, 0}, targets);
}

TEST_CASE("categorical_focal_cross_entropy: in constant expressions, and told what a network gives") {
    constexpr std::array<float, 5> z{-2, 0, 5, 1, 0}, t{0, 1, 0, 0, 0};
    constexpr auto compiled = laws::compute<S>(logits, z, t);
    laws::constant<S>(logits, z, t, compiled);
    using loss = inlay::categorical_focal_cross_entropy<>;
    static_assert(loss::fuses(inlay::link_function::softmax) && !loss::fuses(inlay::link_function::sigmoid));
    constexpr loss::on<inlay::scores::logits> told(loss{.alpha = 1, .gamma = 3, .label_smoothing = 0.5});
    static_assert(told.alpha == 1 && told.gamma == 3 && told.label_smoothing == 0.5);
}

}  // namespace
}  // namespace categorical_focal_cross_entropy_test
