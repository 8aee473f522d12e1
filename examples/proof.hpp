// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// What the later chapters share: a seed from the command line, and how a classifier is trained and what is left of it evaluated.

#include <cstdio>
#include <cstdlib>
#include <inlay/training.hpp>

namespace nn = inlay;

namespace examples {

/// The seed on the command line, or 1: of everything that a chapter draws.
inline nn::seed seed_of(int argc, char** argv) { return nn::seed{argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1}; }

/// A classifier, trained from the options' seed.
template <class Net, class Data>
nn::model<Net> trained(const char* name, const Data& data, double learning_rate, const nn::fit_options& options) {
    std::fputs(nn::summary<Net>(name).c_str(), stdout);
    nn::model<Net> model{options.seed};
    nn::fit(model, data, nn::cross_entropy{}, nn::adam{.learning_rate = learning_rate}, options);
    return model;
}

/// How well a model does once its normalisations are folded into the layers before them, and what only trains is gone.
template <class Net, class Data>
nn::evaluation evaluate_folded(const nn::model<Net>& model, const Data& test) {
    std::fputs(nn::summary<nn::inference_t<Net>>("what inference runs of it").c_str(), stdout);
    const nn::evaluation folded = nn::evaluate(nn::inference_model(model), test, nn::cross_entropy{});
    std::printf("folded: test accuracy %.4f (loss %.4f)\n", folded.accuracy, folded.loss);
    return folded;
}

}  // namespace examples
