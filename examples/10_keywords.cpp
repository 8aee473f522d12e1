// SPDX-License-Identifier: BSD-3-Clause
// DS-CNN, the keyword spotting network of MLPerf Tiny, learns twelve words that are melodies.
#include "proof.hpp"
#include "networks/ds_cnn.hpp"
#include "synthetic.hpp"

int main() {
    using net = networks::ds_cnn;
    const auto train = synthetic::words(600, nn::seed{1}), test = synthetic::words(240, nn::seed{2});
    return examples::train_and_fold<net>("DS-CNN", train, test, {.epochs = 6, .batch_size = 24}, 3e-3, 0.9);
}
