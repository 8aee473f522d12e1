// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/training/evaluate.hpp>
#include <inlay/training/lbfgs.hpp>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "golden/lbfgs.hpp"
#include "laws/values.hpp"

namespace nn = inlay;

namespace lbfgs_test {
namespace {

namespace numbers = golden::lbfgs;

struct mlp : nn::sequential<nn::input<3>, nn::dense<5>, nn::tanh, nn::dense<1>> {};
struct regression : nn::sequential<nn::input<3>, nn::dense<1>> {};

struct data {
    std::vector<std::array<double, 3>> inputs;
    std::vector<double> targets{std::begin(numbers::mlp::y), std::end(numbers::mlp::y)};
    data() {
        for (const double* x = numbers::mlp::x; x != std::end(numbers::mlp::x); x += 3) inputs.push_back({x[0], x[1], x[2]});
    }
};

using tensors = std::array<std::span<const double>, 4>;

nn::model<mlp, double> started() {
    using namespace numbers::mlp;
    nn::model<mlp, double> m(nn::seed{1});
    const tensors from{start_w1, start_b1, start_w2, start_b2};
    for (std::size_t i = 0; i < 4; ++i) std::copy(from[i].begin(), from[i].end(), nn::leaf_pointers<double>(m.parameters())[i]);
    return m;
}

/// After 1, 2, … steps, each time from the start. What separates the two is rounding, which grows from step to step.
void expect_path(nn::lbfgs options, std::span<const double> losses, std::span<const int> evaluations, const tensors& last) {
    const data d;
    nn::model<mlp, double> m = started();
    for (std::size_t k = 0; k < losses.size(); ++k) {
        CAPTURE(k);
        m = started();
        options.max_iterations = k + 1;
        options.max_evaluations = 1000;
        const nn::lbfgs_result r = nn::fit(m, d, nn::mean_squared_error{}, options);
        CHECK(r.iterations == k + 1);
        CHECK(r.evaluations == static_cast<std::size_t>(evaluations[k]));
        CHECK(r.loss == doctest::Approx(losses[k]).epsilon(1e-9));
        CHECK(nn::evaluate(m, d, nn::mean_squared_error{}).loss == doctest::Approx(r.loss).epsilon(1e-12));
    }
    for (std::size_t i = 0; i < 4; ++i) {
        const double* const at = nn::leaf_pointers<double>(m.parameters())[i];
        laws::expect_close("tensor " + std::to_string(i), {at, at + last[i].size()}, {last[i].begin(), last[i].end()}, 1e-8);
    }
}

TEST_CASE("golden: lbfgs takes PyTorch's steps") {
    SUBCASE("as it is by default") {
        using namespace numbers::mlp;
        expect_path({}, losses, evaluations, {w1, b1, w2, b2});
    }
    SUBCASE("with a short memory, long first tries, and the samples in portions") {
        using namespace numbers::mlp_short;
        expect_path({.learning_rate = 4, .history_size = 2, .batch_size = 5}, losses, evaluations, {w1, b1, w2, b2});
    }
}

TEST_CASE("golden: lbfgs comes to the minimum of a regression") {
    const data d;
    using namespace numbers::ridge;
    nn::model<regression, double> m(nn::seed{2});
    const nn::lbfgs_result r = nn::fit(m, d, nn::mean_squared_error{}, nn::lbfgs{.max_iterations = 50, .tolerance_change = 1e-15}, {.l2 = 0.125});
    CHECK(r.loss == doctest::Approx(value).epsilon(1e-12));
    CHECK(r.largest_slope < 1e-5);
    CHECK(r.iterations < 20);
    const auto at = nn::leaf_pointers<double>(m.parameters());
    for (std::size_t i = 0; i < 3; ++i) CHECK(at[0][i] == doctest::Approx(w[i]).epsilon(1e-6));
    CHECK(at[1][0] == doctest::Approx(b[0]).epsilon(1e-6));

    // Samples that count twice are samples that are there twice.
    struct weighed : data {
        std::vector<double> weights = std::vector<double>(12, 2.0);
    } twice;
    nn::fit(m, twice, nn::mean_squared_error{}, nn::lbfgs{.max_iterations = 50, .tolerance_change = 1e-15}, {.l2 = 0.25});
    for (std::size_t i = 0; i < 3; ++i) CHECK(at[0][i] == doctest::Approx(w[i]).epsilon(1e-6));
}

TEST_CASE("lbfgs: dropout leaves out the same all the time, and the loss never rises") {
    struct dropping : nn::sequential<nn::input<3>, nn::dense<8>, nn::tanh, nn::dropout<0.5>, nn::dense<1>> {};
    std::vector<std::array<float, 3>> x;
    std::vector<float> t;
    for (const auto& row : data().inputs) {
        x.push_back({static_cast<float>(row[0]), static_cast<float>(row[1]), static_cast<float>(row[2])});
        t.push_back(std::sin(x.back()[0]));
    }
    nn::model<dropping> m(nn::seed{3}), same = m;
    double last = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 5; ++i) {
        const auto r = nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::lbfgs{.max_iterations = 4}, {}, nn::seed{7});
        CHECK(r.loss <= last);
        last = r.loss;
    }
    CHECK(last < 0.1);
    nn::fit(same, {x, t}, nn::mean_squared_error{}, nn::lbfgs{.max_iterations = 4}, {}, nn::seed{7});
    CHECK(!(same.parameters() == m.parameters()));
}

TEST_CASE("lbfgs: what cannot be fitted is an error, and the parameters stay") {
    const std::vector<std::array<double, 3>> x(2, {1e200, 1e200, 1e200});
    const std::vector<double> t(2, 0.0);
    nn::model<regression, double> m(nn::seed{1});
    const auto before = m.parameters();
    std::string text;
    try {
        nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::lbfgs{});
    } catch (const nn::error& e) {
        text = e.what();
    }
    CHECK(text.find("lbfgs: the loss is inf") != text.npos);
    CHECK(m.parameters() == before);
    CHECK_THROWS_AS(nn::fit(m, data(), nn::mean_squared_error{}, nn::lbfgs{.batch_size = 0}), nn::error);
}

}  // namespace
}  // namespace lbfgs_test
