// SPDX-License-Identifier: BSD-3-Clause
// The autoencoder of MLPerf Tiny learns how a machine sounds; what it reproduces badly is worn.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "proof.hpp"
#include "networks/autoencoder.hpp"
#include "synthetic.hpp"

namespace {

using net = networks::autoencoder;
using samples = std::vector<std::array<float, 640>>;

std::vector<double> errors_of(const nn::model<nn::inference_t<net>>& model, const samples& heard) {
    std::vector<double> errors;
    for (const auto& x : heard) {
        const auto y = model(x);
        double sum = 0;
        for (std::size_t i = 0; i < x.size(); ++i) sum += static_cast<double>(x[i] - y[i]) * static_cast<double>(x[i] - y[i]);
        errors.push_back(sum / 640);
    }
    return errors;
}

/// The share of pairs of a sound and a worn machine in which the worn one has the larger error: the area under the ROC curve.
double area(const std::vector<double>& sound, const std::vector<double>& worn) {
    double right = 0;
    for (const double s : sound) {
        for (const double w : worn) right += w > s ? 1 : w == s ? 0.5 : 0;
    }
    return right / static_cast<double>(sound.size() * worn.size());
}

}  // namespace

int main() {
    const samples train = synthetic::machine(1500, false, nn::seed{1}), sound = synthetic::machine(150, false, nn::seed{2}),
                  worn = synthetic::machine(150, true, nn::seed{3});
    try {
        nn::model<net> model{nn::seed{42}};
        nn::fit(model, nn::samples(train, train), nn::mean_squared_error{}, nn::adam{.learning_rate = 1e-3}, {.epochs = 12, .batch_size = 50});
        const auto lean = nn::inference_model(model);
        const double found = area(errors_of(lean, sound), errors_of(lean, worn));
        std::printf("area under the ROC curve: %.4f\n", found);
        return found >= 0.95 ? 0 : 1;
    } catch (const nn::error& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}
