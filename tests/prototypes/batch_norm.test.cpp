// SPDX-License-Identifier: BSD-3-Clause
// Prototype: can the running statistics of batch normalisation travel through dp, as leaves with role::statistic, so that
// forward stays pure and the optimiser needs to know the role alone? What came of it is in docs/architecture.md.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/network/infer.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/adam.hpp>

namespace {
namespace nn = inlay;

struct normalise {  // over the batch, per feature; Keras' momentum and epsilon
    static constexpr const char* name = "normalise";
    static constexpr double momentum = 0.99, epsilon = 1e-3;

    template <nn::Vector In>
    struct on : nn::bound_layer<In, In> {
        static constexpr std::size_t width = In::size;
        static constexpr nn::keep keeps = nn::keep::input;
        static constexpr nn::memory cache{0, 2 * width};  // mean and 1 / deviation of the batch

        template <class T>
        struct parameters {
            nn::tensor<T, In> gamma, beta, moving_mean, moving_variance;

            static constexpr void leaves(auto&& visit, auto&... p) {
                visit(nn::leaf{.name = "gamma", .role = nn::role::weight, .init = nn::initializer::ones}, p.gamma...);
                visit(nn::leaf{.name = "beta", .role = nn::role::bias}, p.beta...);
                visit(nn::leaf{.name = "moving_mean", .role = nn::role::statistic, .rate = 1 - momentum}, p.moving_mean...);
                visit(nn::leaf{.name = "moving_variance", .role = nn::role::statistic, .init = nn::initializer::ones, .rate = 1 - momentum},
                      p.moving_variance...);
            }
            friend bool operator==(const parameters&, const parameters&) = default;
        };

        template <class W, class X, class Y, class Pass>
        static void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            for (std::size_t c = 0; c < width; ++c) {
                T mean = p.moving_mean[c], variance = p.moving_variance[c];
                if constexpr (Pass::training) {
                    mean = variance = 0;
                    for (std::size_t s = 0; s < x.samples(); ++s) mean += x.sample(s)[c] / T(x.samples());
                    for (std::size_t s = 0; s < x.samples(); ++s) variance += (x.sample(s)[c] - mean) * (x.sample(s)[c] - mean) / T(x.samples());
                    pass.cache.per_call[c] = mean;
                    pass.cache.per_call[width + c] = 1 / std::sqrt(variance + T(epsilon));
                }
                const T scale = p.gamma[c] / std::sqrt(variance + T(epsilon));
                for (std::size_t s = 0; s < x.samples(); ++s) y.sample(s)[c] = (x.sample(s)[c] - mean) * scale + p.beta[c];
            }
        }

        template <class W, class DY, class DX, class G, class Pass>
        static void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const Pass& pass) {
            using T = typename DY::value_type;
            const T n = T(dy.samples());
            for (std::size_t c = 0; c < width; ++c) {
                const T mean = pass.cache.per_call[c], inverse = pass.cache.per_call[width + c];
                T total = 0, weighted = 0;
                for (std::size_t s = 0; s < dy.samples(); ++s) {
                    total += dy.sample(s)[c];
                    weighted += dy.sample(s)[c] * (pass.x.sample(s)[c] - mean) * inverse;
                }
                dp.beta[c] += total;
                dp.gamma[c] += weighted;
                dp.moving_mean[c] += p.moving_mean[c] - mean;  // not a slope: where the statistic should go
                dp.moving_variance[c] += p.moving_variance[c] - (1 / (inverse * inverse) - T(epsilon));
                if constexpr (nn::wanted<DX>) {
                    for (std::size_t s = 0; s < dy.samples(); ++s) {
                        const T unit = (pass.x.sample(s)[c] - mean) * inverse;
                        dx.sample(s)[c] = p.gamma[c] * inverse * (dy.sample(s)[c] - total / n - unit * weighted / n);
                    }
                }
            }
        }
    };
};

struct net : nn::sequential<nn::input<3>, nn::dense<5>, normalise, nn::tanh, nn::dense<2>> {};

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

}  // namespace

TEST_CASE("statistics through dp: gradients of the other leaves are right through a batch-coupled layer") {
    problem data;
    static state s;
    s.reset(nn::adam{});
    const auto loss_at = [&](nn::parameters<net, double> p) {
        const nn::region<double> arena = nn::detail::split_arena(s.arena.data(), state::body::cache, batch);
        return nn::detail::compute_gradients<net, nn::mean_squared_error, double>(
            p, s.gradients, data.x.data(), data.target.data(), batch, s.predictions.data(), s.prediction_gradients.data(), arena,
            s.generator, nn::mean_squared_error{});
    };
    loss_at(data.p);
    const nn::parameters<net, double> gradients = s.gradients;
    const auto slopes = nn::leaf_pointers<const double>(gradients);
    for (std::size_t leaf = 0; leaf < slopes.size(); ++leaf) {
        const nn::leaf_info& info = nn::leaf_table<net>[leaf];
        for (std::size_t i = 0; i < info.size; ++i) {
            if (info.what.role == nn::role::statistic) continue;
            nn::parameters<net, double> up = data.p, down = data.p;
            nn::leaf_pointers<double>(up)[leaf][i] += 1e-5;
            nn::leaf_pointers<double>(down)[leaf][i] -= 1e-5;
            const double expected = (loss_at(up) - loss_at(down)) / 2e-5;
            CHECK(slopes[leaf][i] == doctest::Approx(expected).epsilon(1e-6));
        }
    }
}

TEST_CASE("statistics through dp: a step moves them as Keras does, whatever the optimiser") {
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

TEST_CASE("statistics through dp: inference uses what training left, after which the two agree on the training batch") {
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
