// SPDX-License-Identifier: BSD-3-Clause
// MobileNetV1-0.25, the visual wake words network of MLPerf Tiny, learns to see whether a disc or a ring is in the picture.
#include "proof.hpp"
#include "networks/mobilenet.hpp"
#include "synthetic.hpp"

int main() {
    using net = networks::mobilenet;
    const auto train = synthetic::figures<96>(240, 2, nn::seed{1}), test = synthetic::figures<96>(100, 2, nn::seed{2});
    return examples::train_and_fold<net>("MobileNet", train, test, {.epochs = 8, .batch_size = 16}, 2e-3, 0.9);
}
