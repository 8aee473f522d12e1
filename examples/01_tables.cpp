// SPDX-License-Identifier: BSD-3-Clause
// Chapter (a): Keras' first network for tables, 8-10-1 with binary cross-entropy; then its weights, structure and
// configuration are saved, each apart, and loaded into a new model.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <inlay/inlay.hpp>

namespace nn = inlay;

struct diagnosis : nn::sequential<nn::input<8>, nn::dense<10>, nn::relu, nn::dense<1>, nn::sigmoid> {};

// The article's patients are not ours to pass on: these are made up, in whole numbers, the same on every machine
// (tests/golden/README.md has the formula).
struct patients {
    std::uint64_t state = 2026;

    std::uint64_t next() {
        std::uint64_t z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
    nn::dataset<2> some(std::size_t count) {
        nn::dataset data{xt::xtensor<float, 2>(std::array{count, std::size_t{8}}), xt::xtensor<std::int32_t, 1>(std::array{count})};
        for (std::size_t i = 0; i < count; ++i) {
            int c[8];
            for (std::size_t j = 0; j < 8; ++j) {
                const auto byte = static_cast<int>(next() >> 56);
                data.inputs(i, j) = static_cast<float>(byte) / 256;
                c[j] = byte - 128;
            }
            const std::uint64_t word = next();
            int noise = -510;
            for (int shift = 0; shift < 32; shift += 8) noise += static_cast<int>(word >> shift & 255);
            const int score = 128 * c[0] + 64 * c[1] - 96 * c[2] + c[3] * c[4] + 48 * std::abs(c[5]) - 3072 + 32 * noise;
            data.targets(i) = score > 0;
        }
        return data;
    }
};

int main(int argc, char** argv) try {
    const nn::seed seed{argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1};
    patients source;
    const auto train = source.some(768), test = source.some(2000);

    nn::model<diagnosis> model{seed};
    nn::configuration config{nn::binary_cross_entropy{}, nn::adam{.learning_rate = 1e-3},
                             nn::fit_options{.epochs = 150, .batch_size = 10, .seed = seed, .progress = nn::progress_mode::silent}};
    const auto history = nn::fit(model, train, config.loss, config.optimizer, config.fit);
    std::printf("after %zu epochs: loss %.4f, accuracy %.4f\n", history.epochs.size(), history.epochs.back().loss,
                history.epochs.back().accuracy);
    const double accuracy = nn::evaluate(model, test, config.loss).accuracy;
    std::printf("test accuracy: %.4f  (PyTorch: 0.844 to 0.881 over ten seeds)\n", accuracy);

    nn::save_weights(model, "diagnosis.weights");
    nn::save_structure(model, "diagnosis.structure.json");
    nn::save_config(config, "diagnosis.config.json");

    // Another program would start here.
    nn::check_structure<diagnosis>("diagnosis.structure.json");  // says the first difference, if there is one
    nn::model<diagnosis> loaded;
    nn::load_weights(loaded, "diagnosis.weights");
    nn::configuration told{nn::binary_cross_entropy{}, nn::adam{}, nn::fit_options{}};
    nn::load_config(told, "diagnosis.config.json");
    std::printf("loaded: batches of %zu, %s with learning rate %g\n", told.fit.batch_size, nn::adam::name, told.optimizer.learning_rate);

    const bool same = nn::predict(loaded, test.inputs) == nn::predict(model, test.inputs);
    std::printf("the loaded model predicts %s\n", same ? "the same, bit for bit" : "something else");
    const bool right = same && accuracy > 0.84 && told.fit.batch_size == 10 && told.optimizer.learning_rate == 1e-3;
    return right ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
