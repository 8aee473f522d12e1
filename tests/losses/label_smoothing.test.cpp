// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/categorical_cross_entropy.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace label_smoothing_test {
namespace {

using S = inlay::shape<5>;
using inlay::scores;

TEST_CASE("golden: label_smoothing, on logits") {
    SUBCASE("binary") {
        using namespace golden::more_losses::binary_smoothed;
        golden::expect_loss<S>(inlay::binary_cross_entropy<scores::logits>{.label_smoothing = 0.2}, {n, prediction, target, value, gradient});
    }
    SUBCASE("categorical") {
        using namespace golden::more_losses::categorical_smoothed;
        golden::expect_loss<S>(inlay::categorical_cross_entropy<scores::logits>{.label_smoothing = 0.2},
                               {n, prediction, target, value, gradient});
    }
    SUBCASE("sparse") {
        using namespace golden::more_losses::sparse_smoothed;
        golden::expect_labels<S>(inlay::sparse_categorical_cross_entropy<scores::logits>{.label_smoothing = 0.2},
                                 {n, prediction, target, value, gradient});
    }
}

TEST_CASE("golden: label_smoothing, on probabilities") {
    SUBCASE("binary") {
        using namespace golden::more_losses::binary_smoothed_probabilities;
        golden::expect_loss<S>(inlay::binary_cross_entropy<scores::probabilities>{.label_smoothing = 0.2},
                               {n, prediction, target, value, gradient});
    }
    SUBCASE("categorical") {
        using namespace golden::more_losses::categorical_smoothed_probabilities;
        golden::expect_loss<S>(inlay::categorical_cross_entropy<scores::probabilities>{.label_smoothing = 0.2},
                               {n, prediction, target, value, gradient});
    }
    SUBCASE("sparse") {
        using namespace golden::more_losses::sparse_smoothed_probabilities;
        golden::expect_labels<S>(inlay::sparse_categorical_cross_entropy<scores::probabilities>{.label_smoothing = 0.2},
                                 {n, prediction, target, value, gradient});
    }
}

TEST_CASE("label_smoothing: laws, where no other test calls it") {
    laws::loss<S>(inlay::sparse_categorical_cross_entropy<scores::log_probabilities>{.label_smoothing = 0.3}, laws::log_distributions,
                  laws::labels);
    laws::loss<S>(inlay::categorical_cross_entropy<scores::log_probabilities>{.label_smoothing = 0.3}, laws::log_distributions,
                  laws::distributions);
}

TEST_CASE("label_smoothing: a loss that is told what a network gives keeps it") {
    constexpr inlay::cross_entropy::on<scores::logits> sparse(inlay::cross_entropy{.label_smoothing = 0.25});
    constexpr inlay::binary_cross_entropy<scores::logits> binary(inlay::binary_cross_entropy<>{.label_smoothing = 0.5});
    constexpr inlay::categorical_cross_entropy<scores::logits> categorical(inlay::categorical_cross_entropy<>{.label_smoothing = 0.75});
    static_assert(sparse.label_smoothing == 0.25 && binary.label_smoothing == 0.5 && categorical.label_smoothing == 0.75);
}

}  // namespace
}  // namespace label_smoothing_test
