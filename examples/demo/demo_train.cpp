// SPDX-License-Identifier: BSD-3-Clause
// demo_train DATA OUTPUT: trains the network on the digits in DATA and saves it in OUTPUT, in every form there is.
#include "training.hpp"

#include <cstdio>

int main(int argc, char** argv) try {
    if (argc != 3) throw nn::error("usage: demo_train DATA OUTPUT");
    const std::string output = std::string(argv[2]) + "/";

    const auto config = demo_configuration();
    const auto [train, test] = demo_pictures(argv[1], config.fit.seed);
    std::printf("%zu handwritten digits to train with, %zu held out\n\n", train.size(), test.size());

    nn::model<digits> model{config.fit.seed};
    std::printf("%s\n", nn::summary<digits>("digits").c_str());
    const auto history = nn::fit(model, train, config.loss, config.optimizer, config.fit);

    double seconds = 0;
    for (const auto& epoch : history.epochs) seconds += epoch.seconds;
    const nn::evaluation held_out = nn::evaluate(model, test, config.loss);
    std::printf("\ntrained in %.1f s; held-out pictures: loss %.4f, accuracy %.4f\n", seconds, held_out.loss, held_out.accuracy);

    nn::save_weights(model, output + "digits.weights");
    nn::save_structure(model, output + "digits.structure.json");
    nn::save_config(config, output + "digits.config.json");
    nn::save(model, output + "digits.inlay", config);
    nn::save(model, output + "digits.json", config);
    std::puts("saved: weights, structure and configuration apart; all in one file, binary and JSON");
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
