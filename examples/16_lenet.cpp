// SPDX-License-Identifier: BSD-3-Clause
// LeNet-5 reads the bundled digits of 8 x 8 pixels, which the network itself enlarges to its 32 x 32.
#include "common.hpp"
#include "networks/lenet5.hpp"
#include "proof.hpp"

namespace {

struct net : nn::sequential<nn::input<8, 8, 1>, nn::up_sampling2d<4, nn::interpolation::bilinear>, networks::lenet5_layers, nn::softmax> {};

static_assert(nn::cost<net>.parameters == nn::cost<networks::lenet5>.parameters);

}  // namespace

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    std::fputs(nn::summary<net>("LeNet-5 behind an enlargement").c_str(), stdout);
    const auto [train, test] = nn::split(nn::read_digits(examples::bundled), 1437, seed);
    nn::model<net> model{seed};
    nn::fit(model, train, nn::cross_entropy{}, nn::adam{.learning_rate = 2e-3}, {.epochs = 20, .batch_size = 32, .seed = seed});
    const nn::evaluation seen = nn::evaluate(model, test, nn::cross_entropy{});
    std::printf("test accuracy %.4f (loss %.4f)\n", seen.accuracy, seen.loss);
    return seen.accuracy >= 0.95 ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
