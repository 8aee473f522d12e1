// SPDX-License-Identifier: BSD-3-Clause
// DS-CNN, the keyword spotting network of MLPerf Tiny, learns twelve words that are melodies. Folding its normalisations away changes
// nothing but rounding.
#include <cmath>

#include "proof.hpp"
#include "networks/ds_cnn.hpp"
#include "synthetic.hpp"

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    nn::random draw(seed);
    const auto train = synthetic::words(600, draw), test = synthetic::words(240, draw);
    const auto model = examples::trained<networks::ds_cnn>("DS-CNN", train, 3e-3, {.epochs = 6, .batch_size = 24, .seed = seed});
    const nn::evaluation folded = examples::evaluate_folded(model, test), whole = nn::evaluate(model, test, nn::cross_entropy{});
    std::printf("whole:  test accuracy %.4f (loss %.4f)\n", whole.accuracy, whole.loss);
    return folded.accuracy >= 0.95 && std::fabs(whole.loss - folded.loss) <= 1e-4 ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
