// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/categorical_cross_entropy.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/optimizers/sgd.hpp>
#include <inlay/training/evaluate.hpp>
#include <inlay/training/fit.hpp>
#include <inlay/training/trainer.hpp>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "golden/compare.hpp"
#include "golden/training_rules.hpp"
#include "support/allocations.hpp"

namespace nn = inlay;

/// What changes a training step: clipping, moving average, weights.
namespace training_rules_test {
namespace {

namespace numbers = golden::training_rules;

struct net : nn::sequential<nn::input<4>, nn::dense<5>, nn::tanh, nn::dense<3>> {};
constexpr nn::sgd rule{.learning_rate = 0.25, .momentum = 0.5};

using tensors = std::array<std::span<const double>, 4>;

template <class T>
nn::model<net, T> started() {
    nn::model<net, T> m(nn::seed{1});
    const tensors from{numbers::data::w1, numbers::data::b1, numbers::data::w2, numbers::data::b2};
    const auto at = nn::leaf_pointers<T>(m.parameters());
    for (std::size_t i = 0; i < 4; ++i) std::copy(from[i].begin(), from[i].end(), at[i]);
    return m;
}
template <class T>
void expect_parameters(const nn::parameters<net, T>& p, const tensors& expected) {
    const auto at = nn::leaf_pointers<const T>(p);
    for (std::size_t i = 0; i < 4; ++i) golden::expect_close<T>("tensor " + std::to_string(i), {at[i], expected[i].size()}, expected[i]);
}

/// The golden data in containers of one's own, with weights or without.
struct data {
    std::vector<std::array<double, 4>> inputs;
    std::vector<std::int32_t> targets;
    std::vector<double> weights;
    data() : targets(std::begin(numbers::data::label), std::end(numbers::data::label)),
             weights(std::begin(numbers::data::sample_weight), std::end(numbers::data::sample_weight)) {
        for (std::size_t i = 0; i < 8; ++i) {
            const double* const x = numbers::data::x + 4 * i;
            inputs.push_back({x[0], x[1], x[2], x[3]});
        }
    }
    nn::samples plain() const { return {inputs, targets}; }
    nn::samples weighed() const { return {inputs, targets, weights}; }
};
constexpr std::uint32_t order[] = {0, 1, 2, 3, 4, 5, 6, 7};

template <class T>
struct run {
    nn::model<net, T> m = started<T>();
    nn::trainer<net, nn::cross_entropy, nn::sgd, T> training;

    explicit run(nn::regularizer penalty = {}, nn::clipping clip = {}, nn::averaging average = {})
        : training(m, {}, rule, 8, {}, penalty, clip, average) {}
    void steps(const nn::samples& on, std::span<const double> losses) {
        for (const double expected : losses) {
            const std::size_t before = support::allocations();
            const T value = static_cast<T>(training.step(on, order, 8));
            CHECK(support::allocations() == before);
            golden::expect_close<T>("loss", {&value, 1}, {&expected, 1});
        }
    }
};

std::string refusal(const auto& f) {
    try {
        f();
    } catch (const nn::error& e) {
        return e.what();
    }
    return {};
}
bool says(const std::string& text, const char* words) {
    const bool found = text.find(words) != text.npos;
    if (!found) MESSAGE("said: ", text);
    return found;
}

TEST_CASE_TEMPLATE("golden: training_rules", T, float, double) {
    const data d;
    const auto expect = [&](run<T> r, const nn::samples& on, std::span<const double> losses, const tensors& after) {
        r.steps(on, losses);
        expect_parameters<T>(r.training.average() != nullptr ? *r.training.average() : r.m.parameters(), after);
    };
    SUBCASE("nothing") {
        using namespace numbers::plain;
        expect(run<T>(), d.plain(), losses, {w1, b1, w2, b2});
    }
    SUBCASE("clipvalue") {
        using namespace numbers::clip_value;
        expect(run<T>({}, {.value = 0.0625}), d.plain(), losses, {w1, b1, w2, b2});
    }
    SUBCASE("clipnorm") {
        using namespace numbers::clip_norm;
        expect(run<T>({}, {.norm = 0.25}), d.plain(), losses, {w1, b1, w2, b2});
    }
    SUBCASE("global_clipnorm, with L2") {
        using namespace numbers::clip_global;
        expect(run<T>({.l2 = 0.03125}, {.global_norm = 0.375}), d.plain(), losses, {w1, b1, w2, b2});
    }
    SUBCASE("use_ema") {
        using namespace numbers::average;
        expect(run<T>({}, {}, {.use_ema = true, .momentum = 0.75}), d.plain(), losses, {w1, b1, w2, b2});
    }
    SUBCASE("sample weights") {
        using namespace numbers::sample_weights;
        expect(run<T>(), d.weighed(), losses, {w1, b1, w2, b2});
    }
    SUBCASE("sample and class weights") {
        using namespace numbers::class_weights;
        run<T> r;
        r.training.class_weight({std::begin(numbers::data::class_weight), std::end(numbers::data::class_weight)});
        r.steps(d.weighed(), losses);
        expect_parameters<T>(r.m.parameters(), {w1, b1, w2, b2});
    }
}

nn::fit_options quiet() {
    nn::fit_options o;
    o.epochs = 4;
    o.batch_size = 8;
    o.shuffle = false;
    o.progress = nn::progress_mode::silent;
    return o;
}

TEST_CASE("fit takes the rules: it ends at the moving average, weighs samples and classes, clips") {
    const data d;
    nn::fit_options o = quiet();
    SUBCASE("use_ema") {
        o.average = {.use_ema = true, .momentum = 0.75};
        auto m = started<double>();
        nn::fit(m, d.plain(), nn::cross_entropy{}, rule, o);
        using namespace numbers::average;
        expect_parameters<double>(m.parameters(), {w1, b1, w2, b2});
    }
    SUBCASE("weights") {
        o.class_weight.assign(std::begin(numbers::data::class_weight), std::end(numbers::data::class_weight));
        auto m = started<double>();
        const auto h = nn::fit(m, d, nn::cross_entropy{}, rule, o);  // anything with weights
        using namespace numbers::class_weights;
        expect_parameters<double>(m.parameters(), {w1, b1, w2, b2});
        CHECK(h.epochs[3].loss == doctest::Approx(losses[3]).epsilon(1e-13));
    }
    SUBCASE("clipping") {
        o.clip.norm = 0.25;
        auto m = started<double>();
        nn::fit(m, d.plain(), nn::cross_entropy{}, rule, o);
        using namespace numbers::clip_norm;
        expect_parameters<double>(m.parameters(), {w1, b1, w2, b2});
    }
}

TEST_CASE("evaluate weighs samples") {
    const nn::evaluation e = nn::evaluate(started<double>(), data().weighed(), nn::cross_entropy{});
    CHECK(e.loss == doctest::Approx(numbers::sample_weights::losses[0]).epsilon(1e-13));
}

TEST_CASE("rules that are none are refused, by name") {
    data d;
    nn::model<net, double> m = started<double>();
    const auto before = m.parameters();
    const auto with = [&](auto change) {
        nn::fit_options o = quiet();
        change(o);
        return refusal([&] { nn::fit(m, d.weighed(), nn::cross_entropy{}, rule, o); });
    };
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(says(with([](auto& o) { o.clip.value = -1; }), "clipvalue is -1"));
    CHECK(says(with([](auto& o) { o.clip.norm = none; }), "clipnorm is"));
    CHECK(says(with([](auto& o) { o.clip = {.norm = 1, .global_norm = 1}; }), "global_clipnorm is set beside another limit"));
    CHECK(says(with([](auto& o) { o.average = {.use_ema = true, .momentum = 1.5}; }), "ema_momentum is 1.5"));
    CHECK(says(with([](auto& o) { o.class_weight = {1, 2}; }), "class_weight: 2 weights, the network tells 3 classes apart"));
    CHECK(says(with([](auto& o) { o.class_weight = {1, -2, 1}; }), "class_weight: class 1 has the weight -2"));
    CHECK(says(with([](auto& o) { o.class_weight = {1, 2, none}; }), "class_weight: class 2"));
    d.weights[3] = -0.5;
    CHECK(says(with([](auto&) {}), "the sample weights hold -0.5"));
    d.weights[3] = none;
    CHECK(says(with([](auto&) {}), "the sample weights hold NaN in sample 3"));
    d.weights.pop_back();
    CHECK(says(with([](auto&) {}), "8 samples and 7 sample weights"));
    CHECK(m.parameters() == before);
}

TEST_CASE("a target's class: its number, the largest of many, the side of one") {
    using many = nn::detail::task<net, nn::categorical_cross_entropy<>, float>;
    constexpr float hot[] = {0, 0.25f, 0.75f};
    CHECK(many::class_of(hot) == 2);
    struct one : nn::sequential<nn::input<4>, nn::dense<1>> {};
    using side = nn::detail::task<one, nn::binary_cross_entropy<>, float>;
    constexpr float yes = 1, no = 0;
    CHECK(side::class_of(&yes) == 1);
    CHECK(side::class_of(&no) == 0);
    CHECK(refusal([] { side::check_class_weights({1, 2}); }).empty());
    CHECK(says(refusal([] { nn::detail::task<one, nn::mean_squared_error, float>::check_class_weights({1}); }), "do not give one class"));
}

struct wide : nn::sequential<nn::input<128>, nn::dense<128>, nn::dense<1>> {};  // the first gradient would never be stored

TEST_CASE("clipping takes all gradients, also one that would be used in parts, and one whose square overflows") {
    const std::vector<std::array<float, 128>> x(2, [] {
        std::array<float, 128> row{};
        row[5] = 1e15f;
        return row;
    }());
    const std::vector<float> t(2, 1e12f);
    nn::model<wide> m(nn::seed{1});
    const auto at = nn::leaf_pointers<float>(m.parameters());
    for (std::size_t i = 0; i < 128 * 128; ++i) at[0][i] = 0;
    const auto before = std::make_unique<nn::parameters<wide>>(m.parameters());
    nn::trainer<wide, nn::mean_squared_error, nn::sgd> training(m, {}, {.learning_rate = 1}, 2, {}, {}, {.global_norm = 0.5});
    training.step({x, t}, order, 2);
    const auto old = nn::leaf_pointers<const float>(*before);
    double squares = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
        for (std::size_t k = 0; k < nn::leaf_table<wide>[i].size; ++k) squares += std::pow(double{at[i][k]} - double{old[i][k]}, 2);
    }
    CHECK(std::sqrt(squares) == doctest::Approx(0.5).epsilon(1e-4));
}

TEST_CASE("an archive keeps the rules") {
    nn::fit_options o;
    o.clip.norm = 0.25;
    o.average.use_ema = true;
    std::string names;
    nn::fit_options::settings(
        [&](const char* name, auto& value) {
            names += std::string(name) + " ";
            if (std::string(name) == "clipnorm") CHECK(static_cast<double>(value) == 0.25);
        },
        o);
    CHECK(says(names, "clipvalue clipnorm global_clipnorm use_ema ema_momentum "));

    std::string slots;
    run<double>({}, {}, o.average).training.state([&](const char* name, auto&) { slots += std::string(name) + " "; });
    CHECK(says(slots, "moment_1 average "));
}

}  // namespace
}  // namespace training_rules_test
