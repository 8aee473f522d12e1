// SPDX-License-Identifier: BSD-3-Clause
// ResNet-8 of MLPerf Tiny learns to tell figures apart; then its normalisations are folded away.
#include "proof.hpp"
#include "networks/resnet8.hpp"
#include "synthetic.hpp"

int main() {
    using net = networks::resnet8;
    const auto train = synthetic::figures<32>(600, 10, nn::seed{1}), test = synthetic::figures<32>(200, 10, nn::seed{2});
    return examples::train_and_fold<net>("ResNet-8", train, test, {.epochs = 6, .batch_size = 20}, 3e-3, 0.9);
}
