// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/sigmoid.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/adam.hpp>
#include <inlay/optimizers/sgd.hpp>

#include "golden/compare.hpp"
#include "golden/training.hpp"

namespace golden_training_test {

namespace numbers = golden::training;

struct mlp
    : inlay::sequential<inlay::input<8>, inlay::dense<10>, inlay::relu, inlay::dense<1>, inlay::sigmoid> {};
struct cnn : inlay::sequential<inlay::input<6, 6, 1>, inlay::conv2d<4, 3>, inlay::relu, inlay::max_pool2d<2>,
                               inlay::flatten, inlay::dense<3>, inlay::softmax> {};

/// Weights in the order of the leaves: w1 b1 w2 b2.
using weights = std::array<std::span<const double>, 4>;

/// Trains without shuffling, the last batch of an epoch partial, and compares the loss of every step and the result.
template <class T, class Net, std::size_t Batch, class Loss, class Optimizer>
void expect_run(const Loss& loss, const Optimizer& optimizer, std::span<const double> inputs,
                const auto& targets, const weights& start, std::span<const double> losses,
                const weights& result) {
    using Target = typename Loss::template target_type<T>;
    const std::size_t count = std::size(targets), width = inputs.size() / count;
    const std::vector<T> x(inputs.begin(), inputs.end());
    const std::vector<Target> t(std::begin(targets), std::end(targets));

    const auto p = std::make_unique<inlay::parameters<Net, T>>();
    const auto leaves = inlay::leaf_pointers<T>(*p);
    for (std::size_t i = 0; i < 4; ++i) {
        REQUIRE(inlay::leaf_table<Net>[i].size == start[i].size());
        std::copy(start[i].begin(), start[i].end(), leaves[i]);
    }
    const auto state = std::make_unique<inlay::training_state<Net, Loss, Optimizer, T, Batch>>();
    state->reset(optimizer);
    std::vector<T> seen;
    while (seen.size() < losses.size()) {
        for (std::size_t first = 0; first < count; first += Batch) {
            seen.push_back(inlay::train_step<Net>(*p, *state, x.data() + first * width, t.data() + first,
                                                  std::min(Batch, count - first), loss, optimizer));
        }
    }
    golden::expect_close<T>("loss of step", seen, losses);
    const char* const names[] = {"w1", "b1", "w2", "b2"};
    for (std::size_t i = 0; i < 4; ++i)
        golden::expect_close<T>(names[i], {leaves[i], result[i].size()}, result[i]);
}

}  // namespace golden_training_test

TEST_CASE_TEMPLATE("golden: 15 steps of a perceptron", T, float, double) {
    namespace test = golden_training_test;
    using namespace golden::training;
    const test::weights start{mlp::w1, mlp::b1, mlp::w2, mlp::b2};
    const inlay::adam adam{.learning_rate = 0.01};
    SUBCASE("the loss takes the logits") {
        test::expect_run<T, test::mlp, 5>(
            inlay::binary_cross_entropy<>{}, adam, mlp::x, mlp::y, start, mlp_keras_adam::losses,
            {mlp_keras_adam::w1, mlp_keras_adam::b1, mlp_keras_adam::w2, mlp_keras_adam::b2});
    }
    SUBCASE("the loss takes the probabilities") {
        test::expect_run<T, test::mlp, 5>(
            inlay::binary_cross_entropy<inlay::scores::probabilities>{}, adam, mlp::x, mlp::y, start,
            mlp_keras_adam::losses,
            {mlp_keras_adam::w1, mlp_keras_adam::b1, mlp_keras_adam::w2, mlp_keras_adam::b2});
    }
}

TEST_CASE_TEMPLATE("golden: 6 steps of a convolutional network", T, float, double) {
    namespace test = golden_training_test;
    using namespace golden::training;
    test::expect_run<T, test::cnn, 4>(
        inlay::cross_entropy{}, inlay::sgd{.learning_rate = 0.05, .momentum = 0.9}, cnn::x, cnn::label,
        {cnn::w1, cnn::b1, cnn::w2, cnn::b2}, cnn_sgd_momentum::losses,
        {cnn_sgd_momentum::w1, cnn_sgd_momentum::b1, cnn_sgd_momentum::w2, cnn_sgd_momentum::b2});
}
