// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/batch_norm.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/network/infer.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/adam.hpp>
#include <vector>

#include "golden/batch_norm.hpp"
#include "golden/compare.hpp"
#include "laws/layer.hpp"

namespace batch_norm_test {
namespace {

namespace nn = inlay;
using keras = nn::batch_norm<>;
using pytorch = nn::batch_norm<0.9, 1e-5, nn::variance::unbiased>;
using picture = nn::shape<2, 3, 5>;
using vector = nn::shape<17>;

TEST_CASE("batch_norm: laws") {
    laws::layer<keras, picture>();
    laws::layer<pytorch, vector>();
    laws::layer<nn::batch_norm<0.99, 1e-3, nn::center::no, nn::scale::no>, picture>();
    laws::constant<keras, nn::shape<3, 2>>();
}

struct with_relu : nn::sequential<keras, nn::relu> {};
struct with_gelu : nn::sequential<keras, nn::gelu> {};
template <class L>
constexpr std::size_t training_steps = nn::bind<L, vector>::training::count;
template <class L>
constexpr std::size_t inference_steps = nn::bind<L, vector>::inference::count;
static_assert(training_steps<with_relu> == 1 && inference_steps<with_relu> == 1);
static_assert(training_steps<with_gelu> == 2 && inference_steps<with_gelu> == 1);  // its slope follows from what it gets

TEST_CASE("batch_norm: laws, with the function behind it") { laws::layer<with_relu, vector>(); }

std::vector<double> slopes(std::span<const double> before, std::span<const double> after, double rate) {
    std::vector<double> s(before.size());
    for (std::size_t i = 0; i < s.size(); ++i) s[i] = (before[i] - after[i]) / rate;
    return s;
}

/// Inference on PyTorch's numbers.
template <class T, class L, class In>
void expect_inference(std::size_t n, const std::vector<golden::leaf_numbers>& leaves, std::span<const double> x, std::span<const double> expected) {
    using bound = nn::bind<L, In>;
    typename bound::template parameters<T> p{};
    for (const auto& leaf : leaves) golden::set_leaf(p, leaf.name, leaf.value);
    golden::buffer<T> from(x), to(expected.size());
    bound::forward(p, nn::view<const T, In>(from.data(), n), nn::view<T, In>(to.data(), n), nn::inference_pass<T>{});
    golden::expect_close<T>("inference", to.span(), expected);

    std::array<T, bound::channels> scale{}, shift{};
    bound::affine_of(p, scale.data(), shift.data());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        to.data()[i] = from.data()[i] * scale[i % bound::channels] + shift[i % bound::channels];
    }
    golden::expect_close<T>("x scale + shift", to.span(), expected);
}

TEST_CASE_TEMPLATE("golden: batch_norm, its statistics and inference", T, float, double) {
    SUBCASE("as in Keras") {
        namespace g = golden::batch_norm::keras;
        const auto to_mean = slopes(g::moving_mean, g::new_mean, 0.01), to_variance = slopes(g::moving_variance, g::new_variance, 0.01);
        const std::vector<golden::leaf_numbers> leaves{
            {"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta},
            {"moving_mean", g::moving_mean, to_mean}, {"moving_variance", g::moving_variance, to_variance}};
        golden::expect_layer<T, keras, picture>({g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, leaves});
        expect_inference<T, keras, picture>(g::n, leaves, g::x, g::inference);
    }
    SUBCASE("as in PyTorch") {
        namespace g = golden::batch_norm::pytorch;
        const auto to_mean = slopes(g::moving_mean, g::new_mean, 0.1), to_variance = slopes(g::moving_variance, g::new_variance, 0.1);
        const std::vector<golden::leaf_numbers> leaves{
            {"gamma", g::gamma, g::dgamma}, {"beta", g::beta, g::dbeta},
            {"moving_mean", g::moving_mean, to_mean}, {"moving_variance", g::moving_variance, to_variance}};
        golden::expect_layer<T, pytorch, vector>({g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, leaves});
        expect_inference<T, pytorch, vector>(g::n, leaves, g::x, g::inference);
    }
}

TEST_CASE("batch_norm: float values around 1000 that differ by 0.01") {
    using bound = nn::bind<pytorch, vector>;
    constexpr std::size_t n = 5000, channels = vector::size;
    std::vector<float> x(n * channels), y(x.size()), cache(bound::cache.per_call), scratch(bound::training_scratch.per_call), dy(x.size(), 0.0f);
    nn::random generator(nn::seed{1});
    for (float& v : x) v = 1000 + 0.035f * (generator.uniform<float>() - 0.5f);
    bound::parameters<float> p{}, dp{};
    p.gamma[3] = 1;
    bound::forward(p, nn::view<const float, vector>(x.data(), n), nn::view<float, vector>(y.data(), n),
                   nn::training_pass<float>{{nullptr, scratch.data()}, {nullptr, cache.data()}, nullptr});
    bound::backward(p, nn::view<const float, vector>(dy.data(), n), nn::discard{}, dp,
                    laws::backward_pass<bound::keeps>(nn::region<float>{nullptr, scratch.data()}, {nullptr, cache.data()},
                                                      nn::view<const float, vector>(x.data(), n), nn::view<const float, vector>(y.data(), n)));
    double mean = 0, variance = 0;
    for (std::size_t i = 0; i < n; ++i) mean += x[i * channels + 3] / double{n};
    for (std::size_t i = 0; i < n; ++i) variance += (x[i * channels + 3] - mean) * (x[i * channels + 3] - mean) / double{n};
    CHECK(-double{dp.moving_mean[3]} == doctest::Approx(mean).epsilon(1e-7));
    CHECK(-double{dp.moving_variance[3]} == doctest::Approx(variance * n / (n - 1)).epsilon(1e-5));
    double worst = 0;
    for (std::size_t i = 0; i < n; ++i) {
        worst = std::max(worst, std::abs(y[i * channels + 3] - (x[i * channels + 3] - mean) / std::sqrt(variance + 1e-5)));
    }
    CHECK(worst < 1e-5);
}

TEST_CASE("batch_norm: the first rows, far from the others, are a bad guess of the mean") {
    using bound = nn::bind<keras, vector>;
    constexpr std::size_t n = 5000, channels = vector::size, first = 4096 / channels;
    std::vector<float> x(n * channels), y(x.size()), cache(bound::cache.per_call), scratch(bound::training_scratch.per_call);
    nn::random generator(nn::seed{1});
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = (i / channels < first ? -40.0f : 30.0f) + 0.5f * generator.uniform<float>();
    bound::parameters<float> p{};
    p.gamma[16] = 1;
    bound::forward(p, nn::view<const float, vector>(x.data(), n), nn::view<float, vector>(y.data(), n),
                   nn::training_pass<float>{{nullptr, scratch.data()}, {nullptr, cache.data()}, nullptr});
    double mean = 0, variance = 0, worst = 0;
    for (std::size_t i = 0; i < n; ++i) mean += x[i * channels + 16] / double{n};
    for (std::size_t i = 0; i < n; ++i) variance += (x[i * channels + 16] - mean) * (x[i * channels + 16] - mean) / double{n};
    for (std::size_t i = 0; i < n; ++i) {
        worst = std::max(worst, std::abs(y[i * channels + 16] - (x[i * channels + 16] - mean) / std::sqrt(variance + 1e-3)));
    }
    CHECK(worst < 2e-6);
}

struct net : nn::sequential<nn::input<3>, nn::dense<5>, keras, nn::dense<2>> {};
constexpr std::size_t batch = 6;
using state = nn::training_state<net, nn::mean_squared_error, nn::adam, double, batch>;

struct problem {
    nn::parameters<net, double> p{};
    std::array<double, 3 * batch> x{};
    std::array<double, 2 * batch> target{};
    problem() {
        nn::initialize<net>(p, nn::seed{3});
        nn::random generator(nn::seed{4});
        for (double& v : x) v = 2 * generator.uniform<double>() - 1;
        for (double& v : target) v = generator.uniform<double>();
    }
};

TEST_CASE("batch_norm: a step moves the statistics as Keras does, whatever the optimiser") {
    problem data;
    static state s;
    s.reset(nn::adam{});
    const auto before = data.p;
    nn::train_step(data.p, s, data.x.data(), data.target.data(), batch, nn::mean_squared_error{}, nn::adam{.learning_rate = 0.5});
    const auto old = nn::leaf_pointers<const double>(before);
    const auto now = nn::leaf_pointers<const double>(data.p);
    for (std::size_t c = 0; c < 5; ++c) {
        double mean = 0, variance = 0;
        std::array<double, batch> h{};
        for (std::size_t n = 0; n < batch; ++n) {
            h[n] = old[1][c];
            for (std::size_t i = 0; i < 3; ++i) h[n] += data.x[n * 3 + i] * old[0][i * 5 + c];
            mean += h[n] / batch;
        }
        for (double v : h) variance += (v - mean) * (v - mean) / batch;
        CHECK(now[4][c] == doctest::Approx(0.99 * old[4][c] + 0.01 * mean).epsilon(1e-12));
        CHECK(now[5][c] == doctest::Approx(0.99 * old[5][c] + 0.01 * variance).epsilon(1e-12));
    }
}

TEST_CASE("batch_norm: inference uses what training left, after which the two agree on the training batch") {
    problem data;
    static state s;
    s.reset(nn::adam{});
    for (int step = 0; step < 3000; ++step) {
        nn::train_step(data.p, s, data.x.data(), data.target.data(), batch, nn::mean_squared_error{}, nn::adam{.learning_rate = 0});
    }
    static nn::workspace<net, double, batch> w;
    std::array<double, 2 * batch> y{};
    nn::infer<net>(data.p, data.x.data(), y.data(), batch, w);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == doctest::Approx(s.predictions[i]).epsilon(1e-9));
}

TEST_CASE("batch_norm: its leaves, in Keras' order, and what they start from") {
    constexpr auto table = nn::leaf_table<net>;
    const char* const names[] = {"gamma", "beta", "moving_mean", "moving_variance"};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::string(table[i + 2].what.name) == names[i]);
        CHECK(table[i + 2].what.role != nn::role::weight);  // regularisers leave them alone
        CHECK((table[i + 2].what.role == nn::role::statistic) == (i >= 2));
    }
    for (const nn::initializers& how : {nn::keras_defaults, nn::pytorch_defaults, nn::initializers{nn::initializer::he_normal, nn::initializer::ones}}) {
        nn::parameters<net, float> p{};
        nn::initialize<net>(p, nn::seed{1}, how);
        const auto at = nn::leaf_pointers<float>(p);
        for (std::size_t c = 0; c < 5; ++c) {
            CHECK(at[2][c] == 1);
            CHECK(at[3][c] == 0);
            CHECK(at[4][c] == 0);
            CHECK(at[5][c] == 1);
        }
    }
    using bare = nn::bind<nn::batch_norm<0.99, 1e-3, nn::scale::no, nn::center::no>, nn::shape<8>>;
    static_assert(sizeof(bare::parameters<float>) == 16 * sizeof(float));
}

}  // namespace
}  // namespace batch_norm_test
