// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// What the later chapters share: the seed on the command line, and to train, evaluate, fold and compare.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <inlay/training.hpp>

namespace nn = inlay;

namespace examples {

/// The seed on the command line, or 1: of everything that a chapter draws.
inline nn::seed seed_of(int argc, char** argv) { return nn::seed{argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1}; }

/// Trains a classifier, evaluates it, folds its normalisations away and evaluates what is left. 0 if it tells at least `wanted` of the
/// test samples apart, before and after.
template <class Net, class Data>
int train_and_fold(const char* name, const Data& train, const Data& test, nn::fit_options options, double learning_rate, double wanted) {
    using lean = nn::inference_t<Net>;
    std::fputs(nn::summary<Net>(name).c_str(), stdout);
    std::fputs(nn::summary<lean>("what inference runs of it").c_str(), stdout);
    try {
        nn::model<Net> model{nn::seed{42}};
        nn::fit(model, train, nn::cross_entropy{}, nn::adam{.learning_rate = learning_rate}, options);
        const nn::evaluation whole = nn::evaluate(model, test, nn::cross_entropy{});
        const nn::evaluation folded = nn::evaluate(nn::inference_model(model), test, nn::cross_entropy{});
        std::printf("test accuracy %.4f (loss %.4f), folded %.4f (loss %.4f)\n", whole.accuracy, whole.loss, folded.accuracy, folded.loss);
        const bool same = std::fabs(whole.loss - folded.loss) <= 1e-3 * std::fmax(1, whole.loss);
        if (whole.accuracy >= wanted && same) return 0;
        std::printf("that is not what it should be: at least %.2f, and folding changes nothing but rounding\n", wanted);
    } catch (const nn::error& e) {
        std::fprintf(stderr, "%s\n", e.what());
    }
    return 1;
}

}  // namespace examples
