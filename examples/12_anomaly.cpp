// SPDX-License-Identifier: BSD-3-Clause
// The autoencoder of MLPerf Tiny learns how a sound machine sounds; what it reproduces badly is worn.
#include <array>
#include <cstdio>
#include <vector>

#include "proof.hpp"
#include "networks/autoencoder.hpp"
#include "synthetic.hpp"

namespace {

using net = networks::autoencoder;
using sounds = std::vector<std::array<float, 640>>;

double squared_distance(const auto& a, const auto& b) {
    double sum = 0;
    for (std::size_t i = 0; i < 640; ++i) {
        const double apart = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += apart * apart;
    }
    return sum;
}

/// The area under the ROC curve: the share of pairs of a sound and a worn machine in which `score` is higher for the worn one.
double area(const sounds& sound, const sounds& worn, auto score) {
    const auto scores = [&](const sounds& all) {
        std::vector<double> of(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) of[i] = score(all[i]);
        return of;
    };
    const std::vector<double> low = scores(sound), high = scores(worn);
    double right = 0;
    for (const double s : low) {
        for (const double w : high) right += w > s ? 1 : w == s ? 0.5 : 0;
    }
    return right / static_cast<double>(low.size() * high.size());
}

}  // namespace

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    nn::random draw(seed);
    const sounds train = synthetic::machine(1500, false, draw), sound = synthetic::machine(150, false, draw), worn = synthetic::machine(150, true, draw);
    std::fputs(nn::summary<net>("autoencoder").c_str(), stdout);
    nn::model<net> model{seed};
    nn::fit(model, nn::samples(train, train), nn::mean_squared_error{}, nn::adam{.learning_rate = 1e-3}, {.epochs = 12, .batch_size = 50, .seed = seed});

    const auto lean = nn::inference_model(model);
    const double learned = area(sound, worn, [&](const auto& x) { return squared_distance(x, lean(x)); });
    std::array<double, 640> mean{};
    for (const auto& x : train) {
        for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(x[i]) / static_cast<double>(train.size());
    }
    const double plain = area(sound, worn, [&](const auto& x) { return squared_distance(x, mean); });
    std::printf("area under the ROC curve: %.4f by what the autoencoder misses, %.4f by the distance to the mean sound\n", learned, plain);
    return learned >= 0.95 && learned > plain ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
