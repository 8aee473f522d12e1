// SPDX-License-Identifier: BSD-3-Clause
// MobileNetV1 with a quarter of the channels, the visual wake words network of MLPerf Tiny, learns to see whether a disc or a ring is in
// the picture.
#include "proof.hpp"
#include "networks/mobilenet.hpp"
#include "synthetic.hpp"

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    nn::random draw(seed);
    const auto train = synthetic::figures<96>(480, 2, draw), test = synthetic::figures<96>(200, 2, draw);
    const auto model = examples::trained<networks::mobilenet>("MobileNet", train, 3e-3, {.epochs = 9, .batch_size = 16, .seed = seed});
    return examples::evaluate_folded(model, test).accuracy >= 0.95 ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
