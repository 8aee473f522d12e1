// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/data/xtensor.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/sigmoid.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/adam.hpp>
#include <inlay/optimizers/sgd.hpp>
#include <inlay/training/evaluate.hpp>
#include <inlay/training/fit.hpp>
#include <inlay/training/trainer.hpp>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "support/allocations.hpp"

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xview.hpp>
#endif

namespace nn = inlay;

namespace fit_test {
namespace {

struct sides : nn::sequential<nn::input<2>, nn::dense<8>, nn::tanh, nn::dense<1>, nn::sigmoid> {};
struct quadrants : nn::sequential<nn::input<2>, nn::dense<12>, nn::tanh, nn::dropout<0.1>, nn::dense<4>, nn::softmax> {};
struct line : nn::sequential<nn::input<1>, nn::dense<1>> {};
struct curve : nn::sequential<nn::input<1>, nn::dense<16>, nn::tanh, nn::dense<1>> {};

using table = xt::xtensor<float, 2>;
using classes = xt::xtensor<std::int32_t, 1>;

struct labelled {
    table inputs;
    classes targets;
};
labelled points(std::size_t count, std::uint64_t seed) {
    labelled d{table(std::array<std::size_t, 2>{count, 2}), classes(std::array<std::size_t, 1>{count})};
    nn::random r(nn::seed{seed});
    for (std::size_t i = 0; i < count; ++i) {
        const float x = 2 * r.uniform<float>() - 1, y = 2 * r.uniform<float>() - 1;
        d.inputs(i, 0) = x;
        d.inputs(i, 1) = y;
        d.targets(i) = (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0);
    }
    return d;
}

/// What was thrown, or "".
template <class F>
std::string refusal(F f) {
    try {
        f();
    } catch (const nn::error& e) {
        return e.what();
    }
    return "";
}
bool says(const std::string& text, const char* words) {
    const bool found = text.find(words) != std::string::npos;
    if (!found) MESSAGE("refused with: ", text);
    return found;
}

nn::fit_options quiet(std::size_t epochs, std::size_t batch_size, std::uint64_t seed = 1) {
    nn::fit_options o;
    o.epochs = epochs;
    o.batch_size = batch_size;
    o.seed = nn::seed{seed};
    o.progress = nn::progress_mode::silent;
    return o;
}

TEST_CASE("fit learns exclusive or: samples in a std::vector of std::array, one yes or no each") {
    const std::vector<std::array<float, 2>> x{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    const std::vector<float> t{0, 1, 1, 0};
    nn::model<sides> m(nn::seed{4});
    const auto h = nn::fit(m, {x, t}, nn::binary_cross_entropy<>{}, nn::adam{.learning_rate = 0.05}, quiet(300, 4));
    CHECK(h.epochs.size() == 300);
    CHECK(h.has_accuracy);
    CHECK(!h.has_validation);
    CHECK(h.epochs.front().loss > 0.5);
    CHECK(h.epochs.back().loss < 0.05);
    CHECK(h.epochs.back().accuracy == 1);
    for (std::size_t i = 0; i < 4; ++i) CHECK((m(x[i])[0] > 0.5f) == (t[i] > 0.5f));
    const nn::evaluation e = nn::evaluate(m, {x, t}, nn::binary_cross_entropy<>{});
    CHECK(e.accuracy == 1);
    CHECK(e.loss < 0.05);
}

TEST_CASE("fit learns a curve in double") {
    std::vector<double> x, t;
    for (int i = 0; i < 64; ++i) {
        x.push_back(i / 32.0 - 1);
        t.push_back(std::sin(3 * x.back()));
    }
    nn::model<curve, double> m(nn::seed{1});
    const auto before = nn::evaluate(m, {x, t}, nn::mean_squared_error{});
    CHECK(!before.has_accuracy);
    const auto h = nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::sgd{.learning_rate = 0.1, .momentum = 0.9}, quiet(600, 16));
    CHECK(!h.has_accuracy);
    const auto after = nn::evaluate(m, {x, t}, nn::mean_squared_error{});
    CHECK(before.loss > 0.1);
    CHECK(after.loss < 0.003);
    CHECK(std::abs(m(std::array<double, 1>{0.5})[0] - std::sin(1.5)) < 0.15);
    const auto y = nn::predict(m, x);
    static_assert(std::is_same_v<decltype(y), const std::vector<double>>);
    double sum = 0;
    for (std::size_t i = 0; i < 64; ++i) sum += (y[i] - t[i]) * (y[i] - t[i]);
    CHECK(std::abs(sum / 64 - after.loss) <= 1e-12);
}

TEST_CASE("fit: xtensor containers, dropout, a partial last batch, validation and history") {
    const labelled train = points(301, 1), test = points(100, 2);
    nn::model<quadrants> m(nn::seed{3});
    auto options = quiet(12, 32);
    options.validation = test;
    const auto h = nn::fit(m, train, nn::cross_entropy{}, nn::adam{.learning_rate = 0.02}, options);
    CHECK(h.has_validation);
    REQUIRE(h.epochs.size() == 12);
    CHECK(h.epochs.back().loss < 0.5 * h.epochs.front().loss);
    CHECK(h.epochs.back().val_accuracy > 0.93);
    for (const nn::epoch_record& e : h.epochs) {
        CHECK(std::isfinite(e.loss));
        CHECK(e.accuracy >= 0);
        CHECK(e.accuracy <= 1);
        CHECK(e.seconds >= 0);
    }
    // The last record is what evaluate says, whatever the size of its batches.
    const auto e = nn::evaluate(m, test, nn::cross_entropy{});
    CHECK(e.accuracy == h.epochs.back().val_accuracy);
    CHECK(std::abs(e.loss - h.epochs.back().val_loss) <= 1e-6 * e.loss);
    for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, std::size_t{100}, std::size_t{1000}}) {
        nn::evaluator<quadrants, nn::cross_entropy> by(nn::cross_entropy{}, batch);
        const auto other = by(m.parameters(), test);
        CHECK(other.accuracy == e.accuracy);
        CHECK(std::abs(other.loss - e.loss) <= 1e-6 * e.loss);
    }
    const auto y = nn::predict(m, test.inputs);
    static_assert(std::is_same_v<decltype(y), const xt::xtensor<float, 2>>);
    CHECK(y.shape()[0] == 100);
    CHECK(y.shape()[1] == 4);
    std::size_t right = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        const auto one = m(std::array<float, 2>{test.inputs(i, 0), test.inputs(i, 1)});
        for (std::size_t k = 0; k < 4; ++k) CHECK(std::abs(one[k] - y(i, k)) <= 1e-6f);
        right += nn::argmax(one) == static_cast<std::size_t>(test.targets(i)) ? 1 : 0;
    }
    CHECK(static_cast<double>(right) / 100 == e.accuracy);
}

TEST_CASE("fit: the same seed gives the same bits, another one does not") {
    const labelled train = points(50, 1);
    const auto trained = [&](std::uint64_t seed, bool shuffle) {
        nn::model<quadrants> m(nn::seed{3});
        auto options = quiet(2, 16, seed);
        options.shuffle = shuffle;
        nn::fit(m, train, nn::cross_entropy{}, nn::adam{}, options);
        return m;
    };
    const auto a = trained(1, true), b = trained(1, true), c = trained(2, true), d = trained(1, false);
    CHECK(a.parameters() == b.parameters());
    CHECK(!(a.parameters() == c.parameters()));
    CHECK(!(a.parameters() == d.parameters()));
}

TEST_CASE("train_step, trainer and fit are the same step, bit for bit, and none of them allocates") {
    const labelled data = points(10, 4);
    constexpr nn::adam rule{.learning_rate = 0.01};
    nn::model<quadrants> by_trainer(nn::seed{3}), by_fit(nn::seed{3});
    const auto by_step = std::make_unique<nn::parameters<quadrants>>(by_trainer.parameters());
    static nn::training_state<quadrants, nn::cross_entropy, nn::adam, float, 4> state;
    nn::trainer<quadrants, nn::cross_entropy, nn::adam> training(by_trainer, nn::cross_entropy{}, rule, 4, nn::seed{8});
    const nn::samples seen(data);
    state.reset(rule, nn::seed{8});
    double mean = 0;
    for (std::size_t done = 0; done < 10; done += 4) {
        const std::size_t n = done + 4 <= 10 ? 4 : 2;
        const std::uint32_t indices[] = {static_cast<std::uint32_t>(done), static_cast<std::uint32_t>(done + 1),
                                         static_cast<std::uint32_t>(done + 2), static_cast<std::uint32_t>(done + 3)};
        const std::size_t before = support::allocations();
        const double a = training.step(seen, indices, n);
        const double b = nn::train_step(*by_step, state, data.inputs.data() + 2 * done, data.targets.data() + done, n, nn::cross_entropy{}, rule);
        CHECK(support::allocations() == before);
        CHECK(a == b);
        mean += static_cast<double>(n) * a / 10;
    }
    CHECK(by_trainer.parameters() == *by_step);
    CHECK(!(by_fit.parameters() == *by_step));

    auto options = quiet(1, 4, 7);  // the generator of dropout starts at the next seed
    options.shuffle = false;
    const auto h = nn::fit(by_fit, data, nn::cross_entropy{}, rule, options);
    CHECK(by_fit.parameters() == *by_step);
    CHECK(std::abs(h.epochs[0].loss - mean) <= 1e-12);

    const std::size_t before = support::allocations();
    const auto y = by_fit(std::array<float, 2>{0.5f, 0.25f});
    CHECK(support::allocations() == before);
    CHECK(std::isfinite(y[0]));
}

TEST_CASE("fit and evaluate refuse what does not fit, and say why") {
    labelled data = points(6, 1);
    nn::model<quadrants> m(nn::seed{3});
    const auto untouched = m;
    const auto fit = [&](const auto& x, const auto& t) {
        return refusal([&] { nn::fit(m, {x, t}, nn::cross_entropy{}, nn::adam{}, quiet(1, 4)); });
    };
    const table wide(std::array<std::size_t, 2>{6, 3}, 0.f);
    CHECK(says(fit(wide, data.targets), "the inputs have the shape 3 per sample, the network has 2"));
    const classes few(std::array<std::size_t, 1>{5}, 0);
    CHECK(says(fit(data.inputs, few), "6 inputs and 5 targets"));
    const table none(std::array<std::size_t, 2>{0, 2});
    const classes no_classes(std::array<std::size_t, 1>{0});
    CHECK(says(fit(none, no_classes), "empty"));
    const table two_each(std::array<std::size_t, 2>{6, 2}, 0.f);
    CHECK(says(fit(data.inputs, two_each), "the targets have the shape 2 per sample, the network has 1"));

    labelled broken = data;
    broken.inputs(2, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK(says(fit(broken.inputs, broken.targets), "the inputs hold NaN in sample 2, element 1"));
    broken.inputs(2, 1) = -std::numeric_limits<float>::infinity();
    CHECK(says(fit(broken.inputs, broken.targets), "infinity in sample 2, element 1"));
    for (const std::int32_t label : {4, -1}) {
        broken = data;
        broken.targets(5) = label;
        CHECK(says(fit(broken.inputs, broken.targets), "in sample 5, the network tells 0 to 3 apart"));
        CHECK(says(refusal([&] { nn::evaluate(m, broken, nn::cross_entropy{}); }), "in sample 5, the network tells 0 to 3 apart"));
        auto options = quiet(1, 4);
        options.validation = broken;
        CHECK(says(refusal([&] { nn::fit(m, data, nn::cross_entropy{}, nn::adam{}, options); }), "in sample 5"));
    }
    CHECK(says(refusal([&] { nn::fit(m, data, nn::cross_entropy{}, nn::adam{}, quiet(1, 0)); }), "batch_size is 0"));
    CHECK(says(refusal([&] { nn::predict(m, wide); }), "the inputs have the shape 3 per sample, the network has 2"));
    CHECK(m.parameters() == untouched.parameters());
}

TEST_CASE("containers that are not rows one after the other are refused or read where they lie, never misread") {
    labelled data = points(9, 5);
    nn::model<quadrants> m(nn::seed{3});
    const auto expected = nn::predict(m, data.inputs);

    const xt::xtensor<float, 2, xt::layout_type::column_major> columns(data.inputs);
    CHECK(says(refusal([&] { nn::predict(m, columns); }), "not row-major and contiguous"));

    const table padded(std::array<std::size_t, 2>{9, 3}, 0.5f);
    const auto part_of_rows = xt::view(padded, xt::all(), xt::range(0, 2));
    CHECK(says(refusal([&] { nn::predict(m, part_of_rows); }), "not row-major and contiguous"));
    const auto every_other = xt::view(data.inputs, xt::range(0, 9, 2), xt::all());
    CHECK(says(refusal([&] { nn::predict(m, every_other); }), "not row-major and contiguous"));

    const auto later = xt::view(data.inputs, xt::range(4, 9), xt::all());
    const auto y = nn::predict(m, later);
    REQUIRE(y.size() == 5 * 4);
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t k = 0; k < 4; ++k) CHECK(std::abs(y.data()[i * 4 + k] - expected(i + 4, k)) <= 1e-6f);
    }
}

TEST_CASE("a loss that runs away is an error, and the parameters stay finite") {
    std::vector<float> x, t;
    for (int i = 0; i < 32; ++i) {
        x.push_back(static_cast<float>(i));
        t.push_back(static_cast<float>(i * i));
    }
    nn::model<curve> m(nn::seed{1});
    const std::string text = refusal([&] { nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::sgd{.learning_rate = 1e6}, quiet(50, 8)); });
    CHECK(says(text, "the loss is"));
    CHECK(says(text, "Lower the learning rate or scale the inputs"));
    const auto at = nn::leaf_pointers<float>(m.parameters());
    for (std::size_t i = 0; i < at.size(); ++i) {
        for (std::size_t k = 0; k < nn::leaf_table<curve>[i].size; ++k) CHECK(std::isfinite(at[i][k]));
    }
}

TEST_CASE("a gradient that overflows under a finite loss is an error, and the parameters stay as they were") {
    const std::vector<float> x(4, 1e25f), t(4, 1e15f);
    nn::model<line> m(nn::seed{1});
    nn::leaf_pointers<float>(m.parameters())[0][0] = 1e-20f;
    const auto before = m.parameters();
    const std::string text = refusal([&] { nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::sgd{}, quiet(1, 4)); });
    CHECK(says(text, "but a gradient is not finite"));
    CHECK(m.parameters() == before);
}

struct wide_line : nn::sequential<nn::input<128>, nn::dense<128>, nn::dense<1>> {};  // the first gradient is never stored

TEST_CASE("the same where the gradient of the first layer is used in parts") {
    std::vector<std::array<float, 128>> x(4);
    for (auto& row : x) row.fill(1e25f);
    std::vector<float> t(4, 1e15f);
    nn::model<wide_line> m(nn::seed{1});
    const auto at = nn::leaf_pointers<float>(m.parameters());
    for (std::size_t i = 0; i < 128 * 128; ++i) at[0][i] = 0;
    const auto before = std::make_unique<nn::parameters<wide_line>>(m.parameters());
    const std::string text = refusal([&] { nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::sgd{}, quiet(1, 4)); });
    CHECK(says(text, "but a gradient is not finite"));
    CHECK(m.parameters() == *before);

    // The largest values would overflow, but do not meet: a step like any other.
    for (std::size_t i = 1; i < x.size(); ++i) x[i] = {};
    t[0] = 0;
    CHECK(refusal([&] { nn::fit(m, {x, t}, nn::mean_squared_error{}, nn::sgd{.learning_rate = 1e-20}, quiet(1, 4)); }).empty());
    CHECK(m.parameters() != *before);
}

TEST_CASE("a trainer's step takes no more samples than its batch") {
    const std::vector<float> x(4, 1.0f), t(4, 1.0f);
    const nn::samples data(x, t);
    nn::model<curve> m(nn::seed{1});
    nn::trainer<curve, nn::mean_squared_error, nn::sgd> training(m, {}, {}, 3);
    const std::uint32_t order[] = {0, 1, 2, 3};
    CHECK(says(refusal([&] { training.step(data, order, 4); }), "a step on 4 samples, its batches hold 1 to 3"));
    CHECK(says(refusal([&] { training.step(data, order, 0); }), "a step on 0 samples"));
}

}  // namespace
}  // namespace fit_test
