// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstdint>
#include <inlay/core/scores.hpp>
#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/categorical_cross_entropy.hpp>
#include <inlay/losses/huber.hpp>
#include <inlay/losses/mean_absolute_error.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>

#include "golden/expect_loss.hpp"
#include "golden/losses.hpp"

namespace golden_losses_test {

template <class Target>
using loss_numbers = golden::loss_reference<Target>;

template <class T, std::size_t Width, class L>
void expect_loss(const L& loss, const loss_numbers<double>& reference) {
    golden::expect_loss_in<inlay::shape<Width>, T>(loss, reference);
}
template <class T, std::size_t Width, class L>
void expect_labels(const L& loss, const loss_numbers<int>& reference) {
    golden::expect_loss_in<inlay::shape<Width>, T>(loss, reference);
}

}  // namespace golden_losses_test

TEST_CASE_TEMPLATE("golden: losses of values", T, float, double) {
    using golden_losses_test::expect_loss;
    SUBCASE("mean squared error") {
        using namespace golden::losses::mean_squared_error;
        expect_loss<T, width>(inlay::mean_squared_error{}, {n, prediction, target, value, gradient});
    }
    SUBCASE("mean absolute error") {
        using namespace golden::losses::mean_absolute_error;
        expect_loss<T, width>(inlay::mean_absolute_error{}, {n, prediction, target, value, gradient});
    }
    SUBCASE("huber, delta 1") {
        using namespace golden::losses::huber_1;
        expect_loss<T, width>(inlay::huber{}, {n, prediction, target, value, gradient});
    }
    SUBCASE("huber, delta 0.5") {
        using namespace golden::losses::huber_0_5;
        expect_loss<T, width>(inlay::huber{.delta = 0.5}, {n, prediction, target, value, gradient});
    }
}

TEST_CASE_TEMPLATE("golden: binary cross-entropy", T, float, double) {
    using golden_losses_test::expect_loss;
    using inlay::binary_cross_entropy, inlay::scores;
    SUBCASE("from probabilities") {
        using namespace golden::losses::binary_crossentropy;
        expect_loss<T, width>(binary_cross_entropy<scores::probabilities>{},
                              {n, prediction, target, value, gradient});
    }
    SUBCASE("from logits") {
        using namespace golden::losses::binary_crossentropy_from_logits;
        expect_loss<T, width>(binary_cross_entropy<scores::logits>{},
                              {n, prediction, target, value, gradient});
    }
    SUBCASE("from logits, one output") {
        using namespace golden::losses::binary_crossentropy_from_logits_1;
        expect_loss<T, width>(binary_cross_entropy<scores::logits>{},
                              {n, prediction, target, value, gradient});
    }
}

TEST_CASE_TEMPLATE("golden: categorical cross-entropy", T, float, double) {
    using golden_losses_test::expect_loss;
    using inlay::categorical_cross_entropy, inlay::scores;
    SUBCASE("from probabilities") {
        using namespace golden::losses::categorical_crossentropy;
        expect_loss<T, width>(categorical_cross_entropy<scores::probabilities>{},
                              {n, prediction, target, value, gradient});
    }
    SUBCASE("from logarithms of probabilities") {
        using namespace golden::losses::categorical_crossentropy_from_log_probabilities;
        expect_loss<T, width>(categorical_cross_entropy<scores::log_probabilities>{},
                              {n, prediction, target, value, gradient});
    }
    SUBCASE("from logits") {
        using namespace golden::losses::categorical_crossentropy_from_logits;
        expect_loss<T, width>(categorical_cross_entropy<scores::logits>{},
                              {n, prediction, target, value, gradient});
    }
    SUBCASE("from logits, targets that do not sum to 1") {
        using namespace golden::losses::categorical_crossentropy_any_sum;
        expect_loss<T, width>(categorical_cross_entropy<scores::logits>{},
                              {n, prediction, target, value, gradient});
    }
}

TEST_CASE_TEMPLATE("golden: sparse categorical cross-entropy", T, float, double) {
    using golden_losses_test::expect_labels;
    using inlay::scores, inlay::sparse_categorical_cross_entropy;
    SUBCASE("from probabilities") {
        using namespace golden::losses::sparse_categorical_crossentropy;
        expect_labels<T, width>(sparse_categorical_cross_entropy<scores::probabilities>{},
                                {n, prediction, target, value, gradient});
    }
    SUBCASE("from logarithms of probabilities") {
        using namespace golden::losses::sparse_categorical_crossentropy_from_log_probabilities;
        expect_labels<T, width>(sparse_categorical_cross_entropy<scores::log_probabilities>{},
                                {n, prediction, target, value, gradient});
    }
    SUBCASE("from logits") {
        using namespace golden::losses::sparse_categorical_crossentropy_from_logits;
        expect_labels<T, width>(sparse_categorical_cross_entropy<scores::logits>{},
                                {n, prediction, target, value, gradient});
    }
}
