// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/binary_focal_cross_entropy.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace binary_focal_cross_entropy_test {
namespace {

using S = inlay::shape<5>;
constexpr inlay::binary_focal_cross_entropy<inlay::scores::probabilities> plain;
constexpr inlay::binary_focal_cross_entropy<inlay::scores::logits> logits{
    .gamma = 1.5, .alpha = 0.75, .apply_class_balancing = true, .label_smoothing = 0.1};

TEST_CASE("binary_focal_cross_entropy: laws") {
    laws::loss<S>(plain, laws::fractions, laws::fractions);
    laws::loss<S>(logits, laws::any, laws::fractions);
}

TEST_CASE("golden: binary_focal_cross_entropy") {
    SUBCASE("probabilities") {
        using namespace golden::more_losses::binary_focal;
        golden::expect_loss<S>(plain, {n, prediction, target, value, gradient});
    }
    SUBCASE("logits") {
        using namespace golden::more_losses::binary_focal_logits;
        golden::expect_loss<S>(logits, {n, prediction, target, value, gradient});
    }
}

TEST_CASE_TEMPLATE("binary_focal_cross_entropy: finite at the ends", T, float, double) {
    const std::vector<double> targets{0, 1, 0, 1, 0.5};
    laws::finite<S, T>(plain, {1, 0, 0, 1, 0}, targets);
    laws::finite<S, T>(logits, {100, -100, -100, 100, 1e4}, targets);
    laws::finite<S, T>(inlay::binary_focal_cross_entropy<inlay::scores::logits>{.gamma = 0}, {100, -100, -100, 100, 1e4}, targets);
}

TEST_CASE("binary_focal_cross_entropy: in constant expressions, and told what a network gives") {
    constexpr std::array<float, 5> z{-2, 0, 5, 1, 0}, t{0, 1, 0.5f, 1, 0};
    constexpr auto compiled = laws::compute<S>(logits, z, t);
    laws::constant<S>(logits, z, t, compiled);
    using loss = inlay::binary_focal_cross_entropy<>;
    static_assert(loss::fuses(inlay::link_function::sigmoid) && !loss::fuses(inlay::link_function::softmax));
    constexpr loss::on<inlay::scores::logits> told(loss{.gamma = 3, .label_smoothing = 0.5});
    static_assert(told.gamma == 3 && told.label_smoothing == 0.5);
}

}  // namespace
}  // namespace binary_focal_cross_entropy_test
