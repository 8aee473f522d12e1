// SPDX-License-Identifier: BSD-3-Clause
// A regressor: how much energy a building needs, by a formula with bends and products that no straight line follows.
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "proof.hpp"

namespace {

struct net : nn::sequential<nn::input<6>, nn::dense<48>, nn::mish, nn::dense<48>, nn::mish, nn::dense<1>> {};
struct line : nn::sequential<nn::input<6>, nn::dense<1>> {};

struct data {
    std::vector<std::array<float, 6>> x;
    std::vector<std::array<float, 1>> y;
};

/// Temperature, sun, wind, insulation, people, hour, each within [-1, 1]; heating below a comfortable temperature, cooling above it.
data make(std::size_t count, nn::random& r) {
    data d{std::vector<std::array<float, 6>>(count), std::vector<std::array<float, 1>>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        for (float& v : d.x[i]) v = 2 * r.uniform<float>() - 1;
        const auto [temperature, sun, wind, insulation, people, hour] = d.x[i];
        const float leak = 1 - 0.5f * insulation + 0.3f * wind * wind;
        const float felt = temperature + 0.3f * sun * (1 - std::fabs(hour)) + 0.1f * people;
        d.y[i][0] = leak * std::fabs(felt - 0.2f) + 0.4f * people * std::cos(3 * hour) + 0.02f * (2 * r.uniform<float>() - 1);
    }
    return d;
}

double variance(const std::vector<std::array<float, 1>>& values) {
    double sum = 0, squares = 0;
    for (const auto& v : values) {
        sum += static_cast<double>(v[0]);
        squares += static_cast<double>(v[0]) * static_cast<double>(v[0]);
    }
    const double count = static_cast<double>(values.size());
    return squares / count - sum / count * (sum / count);
}

/// The share of the variance of new samples that a network explains, R^2.
template <class Net>
double explained(const data& train, const data& test, nn::seed seed) {
    nn::model<Net> model{seed};
    nn::fit(model, nn::samples(train.x, train.y), nn::mean_squared_error{}, nn::adam{.learning_rate = 3e-3},
            {.epochs = 60, .batch_size = 32, .seed = seed, .progress = nn::progress_mode::silent});
    return 1 - nn::evaluate(model, nn::samples(test.x, test.y), nn::mean_squared_error{}).loss / variance(test.y);
}

}  // namespace

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    nn::random draw(seed);
    const data train = make(3000, draw), test = make(1000, draw);
    const double straight = explained<line>(train, test, seed), bent = explained<net>(train, test, seed);
    std::printf("R^2 on 1,000 new samples: a line %.4f, the network %.4f\n", straight, bent);
    return bent >= 0.98 && straight < 0.5 ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
