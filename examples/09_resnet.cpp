// SPDX-License-Identifier: BSD-3-Clause
// ResNet-8 of MLPerf Tiny learns to tell ten figures apart; its normalisations are folded away before it is asked.
#include "proof.hpp"
#include "networks/resnet8.hpp"
#include "synthetic.hpp"

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    nn::random draw(seed);
    const auto train = synthetic::figures<32>(600, 10, draw), test = synthetic::figures<32>(200, 10, draw);
    const auto model = examples::trained<networks::resnet8>("ResNet-8", train, 3e-3, {.epochs = 6, .batch_size = 20, .seed = seed});
    return examples::evaluate_folded(model, test).accuracy >= 0.95 ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
