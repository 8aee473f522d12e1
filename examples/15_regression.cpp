// SPDX-License-Identifier: BSD-3-Clause
// A regressor: how much energy a building needs, by a formula with bends and products that no straight line follows.
#include <array>
#include <cmath>
#include <cstdio>
#include <inlay/training.hpp>
#include <vector>

namespace nn = inlay;

namespace {

struct net : nn::sequential<nn::input<6>, nn::dense<48>, nn::mish, nn::dense<48>, nn::mish, nn::dense<1>> {};
struct line : nn::sequential<nn::input<6>, nn::dense<1>> {};

struct data {
    std::vector<std::array<float, 6>> x;
    std::vector<std::array<float, 1>> y;
};

/// Temperature, sun, wind, insulation, people, hour, each within [-1, 1]; heating below a comfortable temperature, cooling above it.
data make(std::size_t count, nn::seed s) {
    data d{std::vector<std::array<float, 6>>(count), std::vector<std::array<float, 1>>(count)};
    nn::random r(s);
    for (std::size_t i = 0; i < count; ++i) {
        for (float& v : d.x[i]) v = 2 * r.uniform<float>() - 1;
        const auto [temperature, sun, wind, insulation, people, hour] = d.x[i];
        const float leak = 1 - 0.5f * insulation + 0.3f * wind * wind;
        const float felt = temperature + 0.3f * sun * (1 - std::fabs(hour)) + 0.1f * people;
        d.y[i][0] = leak * std::fabs(felt - 0.2f) + 0.4f * people * std::cos(3 * hour) + 0.02f * (2 * r.uniform<float>() - 1);
    }
    return d;
}

/// The share of the variance that a model explains, R^2.
template <class Net>
double explained(const data& train, const data& test) {
    nn::model<Net> model{nn::seed{42}};
    nn::fit(model, nn::samples(train.x, train.y), nn::mean_squared_error{}, nn::adam{.learning_rate = 3e-3},
            {.epochs = 60, .batch_size = 32, .progress = nn::progress_mode::silent});
    const double error = nn::evaluate(model, nn::samples(test.x, test.y), nn::mean_squared_error{}).loss;
    double mean = 0, variance = 0;
    for (const auto& y : test.y) mean += static_cast<double>(y[0]) / static_cast<double>(test.y.size());
    for (const auto& y : test.y) variance += (static_cast<double>(y[0]) - mean) * (static_cast<double>(y[0]) - mean) / static_cast<double>(test.y.size());
    return 1 - error / variance;
}

}  // namespace

int main() {
    try {
        const data train = make(3000, nn::seed{1}), test = make(1000, nn::seed{2});
        const double straight = explained<line>(train, test), bent = explained<net>(train, test);
        std::printf("R^2 on 1,000 new samples: a line %.4f, the network %.4f\n", straight, bent);
        return bent >= 0.98 && bent > straight ? 0 : 1;
    } catch (const nn::error& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}
