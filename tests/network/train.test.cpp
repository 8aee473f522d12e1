// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/log_softmax.hpp>
#include <inlay/layers/sigmoid.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/categorical_cross_entropy.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/network/infer.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/adam.hpp>
#include <inlay/optimizers/sgd.hpp>
#include <limits>
#include <memory>
#include <vector>

#include "laws/values.hpp"
#include "support/allocations.hpp"

namespace nn = inlay;

namespace train_test {
namespace {

// ---- inference ----------------------------------------------------------------------------------------------------

struct picture : nn::sequential<nn::input<5, 5, 1>, nn::conv2d<3, 3>, nn::tanh, nn::flatten, nn::dropout<0.5>, nn::dense<4>, nn::softmax> {};

constexpr nn::parameters<picture> picture_parameters = [] {
    nn::parameters<picture> p{};
    nn::initialize<picture>(p, nn::seed{3}, nn::pytorch_defaults);
    return p;
}();
constexpr nn::input_tensor<picture> sample_of(std::uint64_t seed) {
    nn::input_tensor<picture> x{};
    nn::random r(nn::seed{seed});
    for (float& v : x) v = 2 * r.uniform<float>() - 1;
    return x;
}
constexpr nn::output_tensor<picture> by_compiler = nn::infer<picture>(picture_parameters, sample_of(4));
static_assert(nn::argmax(by_compiler) < 4);

TEST_CASE("infer: the program computes what the compiler computes") {
    const auto y = nn::infer<picture>(picture_parameters, sample_of(4));
    float sum = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(y[i] - by_compiler[i]) <= 4e-7f * by_compiler[i]);
        sum += y[i];
    }
    CHECK(std::abs(sum - 1) <= 3e-7f);
    const auto again = nn::infer<picture>(picture_parameters, sample_of(4));
    CHECK(again == y);
}

static_assert(nn::workspace<picture>::elements ==
              nn::bound_network<picture>::inference_scratch.per_sample + nn::bound_network<picture>::inference_scratch.per_call);
static_assert(nn::workspace<picture, double, 7>::elements ==
              7 * nn::bound_network<picture>::inference_scratch.per_sample + nn::bound_network<picture>::inference_scratch.per_call);
static_assert(nn::workspace<picture, double, 7>::bytes == 8 * nn::workspace<picture, double, 7>::elements);
// What a convolution works in depends on the instruction set; what lies between the layers does not.
static_assert(nn::workspace<picture>::elements >= 27 && nn::bound_network<picture>::inference_scratch.per_sample <= 27 + 27);

TEST_CASE("infer: a batch gives what its samples give one by one, without allocation") {
    constexpr std::size_t n = 7;
    const laws::array<float> x(n * 25), y(n * 4, laws::nan<float>);
    for (std::size_t i = 0; i < n; ++i) {
        const auto s = sample_of(10 + i);
        for (std::size_t k = 0; k < 25; ++k) x[i * 25 + k] = s[k];
    }
    static nn::workspace<picture, float, n> w;
    nn::workspace<picture> single;
    for (float& v : w.arena) v = laws::nan<float>;
    const std::size_t before = support::allocations();
    nn::infer<picture>(picture_parameters, x.data(), y.data(), n, w);
    CHECK(support::allocations() == before);
    for (std::size_t i = 0; i < n; ++i) {
        nn::output_tensor<picture> one;
        nn::infer<picture>(picture_parameters, x.data() + i * 25, one.data(), single);
        for (std::size_t k = 0; k < 4; ++k) CHECK(std::abs(one[k] - y[i * 4 + k]) <= 4e-7f * one[k]);
        CHECK(one == nn::infer<picture>(picture_parameters, sample_of(10 + i)));
    }
    const laws::array<float> part(2 * 4);
    nn::infer<picture>(picture_parameters, x.data(), part.data(), 2, w);  // fewer than there is room for
    for (std::size_t k = 0; k < 8; ++k) CHECK(std::abs(part[k] - y[k]) <= 4e-7f * y[k]);
    CHECK(support::allocations() == before + 1);  // part itself
}

// ---- losses at the end of a network -------------------------------------------------------------------------------

struct to_softmax : nn::sequential<nn::input<3>, nn::dense<5>, nn::tanh, nn::dense<4>, nn::softmax> {};
struct to_log_softmax : nn::sequential<nn::input<3>, nn::dense<5>, nn::tanh, nn::dense<4>, nn::log_softmax> {};
struct to_logits : nn::sequential<nn::input<3>, nn::dense<5>, nn::tanh, nn::dense<4>> {};
struct to_sigmoid : nn::sequential<nn::input<3>, nn::dense<5>, nn::tanh, nn::dense<4>, nn::sigmoid> {};

struct result {
    double loss;
    std::vector<double> gradients;
};

/// Loss and gradients of one batch in double; all four networks have the same parameters.
template <class Net, class Loss, class Target>
result gradients_of(const Loss& loss, const std::vector<Target>& targets) {
    using Body = nn::detail::training_body<Net, Loss>;
    constexpr std::size_t n = 6;
    const auto p = std::make_unique<nn::parameters<Net, double>>(), g = std::make_unique<nn::parameters<Net, double>>();
    nn::initialize<Net>(*p, nn::seed{8}, nn::pytorch_defaults);
    for (double* leaf : nn::leaf_pointers<double>(*g)) leaf[0] = 1e6;  // overwritten, not added to
    const laws::array<double> x(laws::scattered(n * 3, 1, 2)), y(n * Body::output::size), dy(n * Body::output::size);
    const laws::array<double> arena(nn::detail::arena_elements(Body::cache, n), laws::nan<double>);
    nn::random generator(nn::seed{1});
    result r{nn::detail::compute_gradients<Net, Loss, double>(*p, *g, x.data(), targets.data(), n, y.data(), dy.data(),
                                                             nn::detail::split_arena(arena.data(), Body::cache, n), generator, loss),
             {}};
    const auto at = nn::leaf_pointers<double>(*g);
    for (std::size_t i = 0; i < at.size(); ++i) r.gradients.insert(r.gradients.end(), at[i], at[i] + nn::leaf_table<Net>[i].size);
    return r;
}

void expect_same(const result& a, const result& b) {
    CHECK(std::abs(a.loss - b.loss) <= 1e-12 * b.loss);
    laws::expect_close("gradients", a.gradients, b.gradients, 1e-11);
}

template <class Net, class Loss>
constexpr bool fused = nn::detail::loss_on<Net, Loss>::fused;
using sparse = nn::sparse_categorical_cross_entropy<>;
static_assert(fused<to_softmax, sparse> && fused<to_log_softmax, sparse> && !fused<to_logits, sparse> && !fused<to_sigmoid, sparse>);
static_assert(fused<to_softmax, nn::categorical_cross_entropy<>> && fused<to_sigmoid, nn::binary_cross_entropy<>>);
static_assert(!fused<to_softmax, nn::sparse_categorical_cross_entropy<nn::scores::probabilities>>);
static_assert(!fused<to_softmax, nn::mean_squared_error>);

TEST_CASE("cross-entropy: softmax left out and softmax computed give the same loss and gradients") {
    const std::vector<std::int32_t> labels{0, 3, 1, 2, 2, 0};
    const result logits = gradients_of<to_logits>(sparse{}, labels);
    CHECK(logits.loss > 0.5);
    expect_same(gradients_of<to_softmax>(sparse{}, labels), logits);
    expect_same(gradients_of<to_log_softmax>(sparse{}, labels), logits);
    expect_same(gradients_of<to_softmax>(nn::sparse_categorical_cross_entropy<nn::scores::probabilities>{}, labels), logits);
    expect_same(gradients_of<to_log_softmax>(nn::sparse_categorical_cross_entropy<nn::scores::log_probabilities>{}, labels), logits);

    std::vector<double> one_hot(24), sides(24);
    for (std::size_t i = 0; i < 6; ++i) one_hot[i * 4 + static_cast<std::size_t>(labels[i])] = 1;
    for (std::size_t i = 0; i < 24; ++i) sides[i] = i % 3 == 0 ? 1 : 0;
    expect_same(gradients_of<to_softmax>(nn::categorical_cross_entropy<>{}, one_hot), logits);
    expect_same(gradients_of<to_softmax>(nn::categorical_cross_entropy<nn::scores::probabilities>{}, one_hot), logits);
    expect_same(gradients_of<to_sigmoid>(nn::binary_cross_entropy<>{}, sides),
                gradients_of<to_logits>(nn::binary_cross_entropy<nn::scores::logits>{}, sides));
    expect_same(gradients_of<to_sigmoid>(nn::binary_cross_entropy<nn::scores::probabilities>{}, sides),
                gradients_of<to_logits>(nn::binary_cross_entropy<nn::scores::logits>{}, sides));
}

// ---- the step -------------------------------------------------------------------------------------------------------

TEST_CASE("train_step: a regulariser moves kernels by its slope and adds its value to the loss; biases it leaves alone") {
    using state = nn::training_state<to_logits, nn::mean_squared_error, nn::sgd, double, 4>;
    static state plain, penalised;
    const nn::sgd rule{.learning_rate = 0.25};
    const nn::regularizer penalty{.l1 = 0.03, .l2 = 0.2};
    nn::parameters<to_logits, double> p{}, q{};
    nn::initialize<to_logits>(p, nn::seed{2}, nn::pytorch_defaults);
    q = p;
    const nn::parameters<to_logits, double> before = p;
    const auto x = laws::scattered(12, 5, 1), t = laws::scattered(16, 6, 1);
    plain.reset(rule);
    penalised.reset(rule);
    const std::size_t allocated = support::allocations();
    const double loss = nn::train_step(p, plain, x.data(), t.data(), 4, nn::mean_squared_error{}, rule);
    const double more = nn::train_step(q, penalised, x.data(), t.data(), 4, nn::mean_squared_error{}, rule, penalty);
    CHECK(support::allocations() == allocated);

    double extra = 0;
    const auto was = nn::leaf_pointers<const double>(before), a = nn::leaf_pointers<const double>(std::as_const(p)),
               b = nn::leaf_pointers<const double>(std::as_const(q));
    for (std::size_t i = 0; i < was.size(); ++i) {
        const nn::leaf_info& info = nn::leaf_table<to_logits>[i];
        for (std::size_t k = 0; k < info.size; ++k) {
            const double w = was[i][k];
            if (info.what.role == nn::role::bias) {
                CHECK(b[i][k] == a[i][k]);
                continue;
            }
            extra += 0.03 * std::abs(w) + 0.2 * w * w;
            CHECK(std::abs(b[i][k] - (a[i][k] - 0.25 * (std::copysign(0.03, w) + 0.4 * w))) <= 1e-15);
        }
    }
    CHECK(extra > 0.1);
    CHECK(std::abs(more - (loss + extra)) <= 1e-14);
}

struct wide : nn::sequential<nn::input<70>, nn::dense<300>, nn::tanh, nn::dense<4>, nn::softmax> {};  // a first kernel of 84 KB

TEST_CASE("train_step: a first layer whose gradient is never stored is trained like one whose gradient is") {
    constexpr std::size_t batch = 60;  // 54 samples go without, more do not
    using state = nn::training_state<wide, sparse, nn::adam, float, batch>;
    const auto s = std::make_unique<state>(), stored = std::make_unique<state>();
    const auto p = std::make_unique<nn::parameters<wide>>(), q = std::make_unique<nn::parameters<wide>>();
    const nn::adam rule{.learning_rate = 0.01};
    nn::initialize<wide>(*p, nn::seed{2});
    *q = *p;
    s->reset(rule);
    stored->reset(rule);
    const laws::array<float> x(laws::scattered(batch * 70, 5, 1));
    std::vector<std::int32_t> labels(batch);
    for (std::size_t i = 0; i < batch; ++i) labels[i] = static_cast<std::int32_t>(i * 7 % 4);
    const nn::regularizer none{}, some{.l1 = 1e-4, .l2 = 1e-3};
    for (const std::size_t n : {1, 54, 33, 60, 8}) {
        CAPTURE(n);
        const nn::regularizer& penalty = n == 33 ? some : none;
        const float loss = nn::train_step(*p, *s, x.data(), labels.data(), n, sparse{}, rule, penalty);
        using body = state::body;
        float expected = nn::detail::compute_gradients<wide, sparse, float>(
            *q, stored->gradients, x.data(), labels.data(), n, stored->predictions.data(), stored->prediction_gradients.data(),
            nn::detail::split_arena(stored->arena.data(), body::cache, batch), stored->generator, sparse{});
        ++stored->steps;
        expected += nn::detail::update_parameters<wide>(*q, stored->gradients, stored->addresses(), stored->steps, rule, penalty);
        CHECK(std::abs(loss - expected) <= 1e-5f);
        const auto a = nn::leaf_pointers<float>(*p), b = nn::leaf_pointers<float>(*q);
        for (std::size_t i = 0; i < a.size(); ++i) {
            float worst = 0;
            for (std::size_t k = 0; k < nn::leaf_table<wide>[i].size; ++k) worst = std::max(worst, std::abs(a[i][k] - b[i][k]));
            CHECK(worst <= 2e-5f);
        }
    }
}

/// A layer with a statistic: y = gain x, and `mean` follows the mean of x at a rate of its own.
struct following {
    static constexpr const char* name = "following";
    static constexpr void settings(auto&&) {}
    template <nn::Vector In>
    struct on : nn::bound_layer<In, In> {
        static constexpr nn::keep keeps = nn::keep::input;
        template <class T>
        struct parameters {
            nn::tensor<T, In> gain, mean;
            static constexpr void leaves(auto&& visit, auto&... p) {
                visit(nn::leaf{"gain", nn::role::weight, nn::initializer::ones}, p.gain...);
                visit(nn::leaf{.name = "mean", .role = nn::role::statistic, .init = nn::initializer::constant, .value = 0.5, .rate = 0.125},
                      p.mean...);
            }
            friend constexpr bool operator==(const parameters&, const parameters&) = default;
        };
        template <class W, class X, class Y>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const auto&) {
            for (std::size_t i = 0; i < x.size(); ++i) y.data()[i] = p.gain[i % In::size] * x.data()[i];
        }
        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
            for (std::size_t i = 0; i < dy.size(); ++i) {
                const std::size_t k = i % In::size;
                dp.gain[k] += pass.x.data()[i] * dy.data()[i];
                dp.mean[k] += (p.mean[k] - pass.x.data()[i]) / static_cast<G>(dy.samples());
                if constexpr (nn::wanted<DX>) dx.data()[i] = p.gain[k] * dy.data()[i];
            }
        }
    };
};
struct with_statistic : nn::sequential<nn::input<2>, following, nn::dense<1>> {};

TEST_CASE("train_step: a statistic moves at its own rate, past optimiser and regulariser") {
    static_assert(nn::leaf_table<with_statistic>[1].what.role == nn::role::statistic);
    static nn::training_state<with_statistic, nn::mean_squared_error, nn::adam, double, 4> state;
    const nn::adam rule{.learning_rate = 0.01};
    nn::parameters<with_statistic, double> p{};
    nn::initialize<with_statistic>(p, nn::seed{2}, {.weight = nn::initializer::random_normal});
    const auto at = nn::leaf_pointers<double>(p);
    CHECK(at[1][0] == 0.5);  // initialisers by role leave it alone
    const double gain = at[0][0];
    const double x[] = {1, 10, 2, 20, 3, 30, 4, 40}, t[] = {1, 2, 3, 4};
    state.reset(rule);
    nn::train_step(p, state, x, t, 4, nn::mean_squared_error{}, rule, {.l1 = 0.1, .l2 = 0.1});
    CHECK(at[1][0] == 0.5 - 0.125 * (0.5 - 2.5));
    CHECK(at[1][1] == 0.5 - 0.125 * (0.5 - 25));
    CHECK(std::abs(std::abs(at[0][0] - gain) - 0.01) <= 1e-7);  // Adam's first step is the learning rate
}

struct plain : nn::sequential<nn::input<20>, nn::dense<3>> {};

TEST_CASE("train_step: no moment decays to a number below the normal ones, and the caller's arithmetic is as it was") {
    static nn::training_state<plain, nn::mean_squared_error, nn::adam> state;
    const nn::adam rule{};
    nn::parameters<plain> p{};  // zeros, like x and t: all gradients are 0
    const float x[20] = {}, t[3] = {};
    state.reset(rule);
    constexpr float least = std::numeric_limits<float>::min();
    for (const auto& leaf : nn::leaf_pointers<float>(state.moments[0])) leaf[0] = least;
    nn::train_step(p, state, x, t, 1, nn::mean_squared_error{}, rule);
    for (const auto& leaf : nn::leaf_pointers<float>(state.moments[0])) {
        const bool stays_or_is_gone = leaf[0] == least || leaf[0] == 0;  // without fused multiply-add, what is taken away is 0 already
        CHECK(stays_or_is_gone);
    }
    volatile float half = least;
    half = half * 0.5f;
    CHECK(half > 0);
}

}  // namespace
}  // namespace train_test
