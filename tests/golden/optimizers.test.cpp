// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <inlay/optimizers/adagrad.hpp>
#include <inlay/optimizers/adam.hpp>
#include <inlay/optimizers/adamw.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/optimizers/rmsprop.hpp>
#include <inlay/optimizers/sgd.hpp>

#include "golden/compare.hpp"
#include "golden/optimizers.hpp"

namespace golden_optimizers_test {

namespace numbers = golden::optimizers;

/// All steps, compared one by one. optimizer_at(step) lets the settings of a step differ.
template <class T>
void expect_steps(auto optimizer_at, std::span<const double> after, const inlay::regularizer& penalty = {}) {
    const auto first = optimizer_at(1);
    constexpr std::size_t moments = decltype(first)::moments;
    golden::buffer<T> p{std::span<const double>(numbers::start)};
    std::vector<golden::buffer<T>> memory(moments, golden::buffer<T>(numbers::size));
    std::array<T*, moments> at{};
    for (std::size_t m = 0; m < moments; ++m) {
        at[m] = memory[m].data();
        std::fill_n(at[m], numbers::size, static_cast<T>(first.initial_moment(m)));
    }
    for (std::size_t step = 0; step < numbers::steps; ++step) {
        const std::size_t offset = step * numbers::size;
        golden::buffer<T> g(std::span<const double>(numbers::gradients).subspan(offset, numbers::size));
        if (penalty.active()) penalty.accumulate(static_cast<const T*>(p.data()), g.data(), numbers::size);
        const auto optimizer = optimizer_at(step + 1);
        optimizer.update(optimizer.template rates<T>(step + 1), p.data(), static_cast<const T*>(g.data()),
                         at.data(), numbers::size);
        golden::expect_close<T>("after step " + std::to_string(step + 1), p.span(),
                                after.subspan(offset, numbers::size), golden::for_functions);
    }
}

template <class T>
void expect_optimizer(const auto& optimizer, std::span<const double> after,
                      const inlay::regularizer& penalty = {}) {
    expect_steps<T>([&](std::uint64_t) { return optimizer; }, after, penalty);
}

/// Adam or AdamW with PyTorch's epsilon, which is compared with the corrected sqrt(v).
template <class T, class O>
void expect_torch(const O& optimizer, std::span<const double> after) {
    expect_steps<T>(
        [&](std::uint64_t step) {
            O own = optimizer;
            own.epsilon *= std::sqrt(1 - std::pow(optimizer.beta_2, static_cast<double>(step)));
            return own;
        },
        after);
}

template <class T>
void expect_penalty(const inlay::regularizer& penalty, double value, std::span<const double> gradient) {
    golden::buffer<T> w{std::span<const double>(numbers::start)}, g(numbers::size);
    const T* weights = w.data();
    std::fill_n(g.data(), numbers::size, T(1));  // what is there is kept
    penalty.accumulate(weights, g.data(), numbers::size);
    for (std::size_t i = 0; i < numbers::size; ++i) g.data()[i] -= 1;
    golden::expect_close<T>("gradient", g.span(), gradient);
    const T got = penalty.value(weights, numbers::size);
    const double expected[1] = {value};
    golden::expect_close<T>("value", {&got, 1}, expected);
}

}  // namespace golden_optimizers_test

TEST_CASE_TEMPLATE("golden: optimizers", T, float, double) {
    using golden_optimizers_test::expect_optimizer, golden_optimizers_test::expect_torch;
    namespace numbers = golden::optimizers;
    using namespace inlay;
    SUBCASE("sgd") { expect_optimizer<T>(sgd{.learning_rate = 0.01}, numbers::sgd::after); }
    SUBCASE("sgd, momentum") {
        expect_optimizer<T>(sgd{.learning_rate = 0.01, .momentum = 0.9}, numbers::sgd_momentum::after);
    }
    SUBCASE("sgd, Nesterov") {
        expect_optimizer<T>(sgd{.learning_rate = 0.01, .momentum = 0.9, .nesterov = true},
                            numbers::sgd_nesterov::after);
    }
    SUBCASE("sgd, momentum, PyTorch's weight decay as L2") {
        expect_optimizer<T>(sgd{.learning_rate = 0.01, .momentum = 0.9}, numbers::sgd_momentum_l2::after,
                            {.l2 = 0.01});
    }
    SUBCASE("adagrad, Keras' start") {
        expect_optimizer<T>(adagrad{.learning_rate = 0.01}, numbers::keras_adagrad_0_1_eps_1e7::after);
    }
    SUBCASE("adagrad, PyTorch's start") {
        expect_optimizer<T>(adagrad{.learning_rate = 0.01, .initial_accumulator_value = 0, .epsilon = 1e-10},
                            numbers::keras_adagrad_0_eps_1e10::after);
    }
    SUBCASE("rmsprop") { expect_optimizer<T>(rmsprop{}, numbers::keras_rmsprop_0_9_eps_1e7::after); }
    SUBCASE("rmsprop, rho 0.99") {
        expect_optimizer<T>(rmsprop{.rho = 0.99, .epsilon = 1e-8},
                            numbers::keras_rmsprop_0_99_eps_1e8::after);
    }
    SUBCASE("rmsprop, momentum") {
        expect_optimizer<T>(rmsprop{.momentum = 0.5}, numbers::keras_rmsprop_momentum::after);
    }
    SUBCASE("rmsprop, centered") {
        expect_optimizer<T>(rmsprop{.momentum = 0.5, .centered = true},
                            numbers::keras_rmsprop_centered::after);
    }
    SUBCASE("adam") { expect_optimizer<T>(adam{}, numbers::keras_adam_eps_1e7::after); }
    SUBCASE("adam, epsilon 1e-8") {
        expect_optimizer<T>(adam{.epsilon = 1e-8}, numbers::keras_adam_eps_1e8::after);
    }
    SUBCASE("adam as PyTorch computes it") {
        expect_torch<T>(adam{}, numbers::torch_adam_eps_1e7::after);
        expect_torch<T>(adam{.epsilon = 1e-8}, numbers::torch_adam_eps_1e8::after);
    }
    SUBCASE("adamw") { expect_optimizer<T>(adamw{}, numbers::keras_adamw_0_004_eps_1e7::after); }
    SUBCASE("adamw, PyTorch's settings") {
        expect_optimizer<T>(adamw{.weight_decay = 0.01, .epsilon = 1e-8},
                            numbers::keras_adamw_0_01_eps_1e8::after);
    }
    SUBCASE("adamw as PyTorch computes it") {
        expect_torch<T>(adamw{}, numbers::torch_adamw_0_004_eps_1e7::after);
        expect_torch<T>(adamw{.weight_decay = 0.01, .epsilon = 1e-8},
                        numbers::torch_adamw_0_01_eps_1e8::after);
    }
}

TEST_CASE_TEMPLATE("golden: regularizer", T, float, double) {
    using golden_optimizers_test::expect_penalty;
    namespace numbers = golden::optimizers;
    SUBCASE("l1") { expect_penalty<T>({.l1 = 0.01}, numbers::l1::value, numbers::l1::gradient); }
    SUBCASE("l2") { expect_penalty<T>({.l2 = 0.02}, numbers::l2::value, numbers::l2::gradient); }
    SUBCASE("both") {
        expect_penalty<T>({.l1 = 0.01, .l2 = 0.02}, numbers::l1_l2::value, numbers::l1_l2::gradient);
    }
}
