// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// What the chapters on pictures share: the command line, the pictures, and the line that says how well it went.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <inlay/training.hpp>
#include <inlay/data.hpp>
#include <string>
#include <utility>
#include <vector>

namespace nn = inlay;

namespace examples {

#if defined(INLAY_TEST_SOURCE_DIR)
inline const std::string bundled = INLAY_TEST_SOURCE_DIR "/examples/data";
#else
inline const std::string bundled = "examples/data";
#endif

/// Pictures of Side x Side pixels in [0, 1] with the digits 0 to 9, and how a chapter trains on them.
template <std::size_t Side>
struct pictures {
    nn::dataset<4> train, test;
    std::size_t epochs;
    nn::seed seed;
};

/// Mean held-out accuracy of the same model in PyTorch, over ten seeds or more: tests/golden/chapters.json.
struct reference {
    double mnist, digits;
};

/// What a chapter's training gave.
struct outcome {
    nn::history history;
    nn::evaluation test;
};

struct arguments {
    std::string data;        // folder of MNIST's files
    std::size_t seeds = 1;   // how often to train
    std::size_t epochs = 0;  // 0: 5 for MNIST, 20 for the bundled digits
};

inline arguments read_arguments(int argc, char** argv) {
    arguments a;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--data") == 0) a.data = argv[i + 1];
        else if (std::strcmp(argv[i], "--seeds") == 0) a.seeds = std::strtoul(argv[i + 1], nullptr, 10);
        else if (std::strcmp(argv[i], "--epochs") == 0) a.epochs = std::strtoul(argv[i + 1], nullptr, 10);
        else argc = 0;
    }
    if (argc % 2 == 0 || a.seeds == 0) {
        throw nn::error(std::string("usage: ") + argv[0] +
                        " [--data DIR] [--seeds N] [--epochs N]\n"
                        "DIR holds MNIST's IDX files (.gz or not); without it the bundled 8 x 8 digits are used");
    }
    return a;
}

inline bool exists(const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file != nullptr) std::fclose(file);
    return file != nullptr;
}

/// MNIST's own training and test files, or, where only the 10,000 test pictures are there, 9,000 of them and 1,000.
inline std::pair<nn::dataset<4>, nn::dataset<4>> read_mnist(const std::string& folder) {
    const std::string train = folder + "/train-images-idx3-ubyte", test = folder + "/t10k-images-idx3-ubyte";
    if (exists(train) || exists(train + ".gz")) return {nn::read_idx(train), nn::read_idx(test)};
    const auto all = nn::read_idx(test);
    return {nn::take(all, 0, 9000), nn::take(all, 9000, 1000)};
}

/// Trains once for each seed and compares with PyTorch: 0 if the accuracy is as it should be.
template <std::size_t Side>
int train_and_compare(const arguments& a, double wanted, auto chapter, auto data_of) {
    double sum = 0, least = 1, most = 0, seconds = 0;
    std::size_t training_samples = 0, epochs = 0;
    for (std::size_t s = 1; s <= a.seeds; ++s) {
        const pictures<Side> data = data_of(nn::seed{s});
        if (s == 1) std::printf("%zu samples train, %zu test\n", data.train.size(), data.test.size());
        training_samples = data.train.size();
        const outcome result = chapter(data);
        for (const nn::epoch_record& e : result.history.epochs) seconds += e.seconds;
        epochs += result.history.epochs.size();
        const double accuracy = result.test.accuracy;
        std::printf("seed %zu: test accuracy %.4f  (loss %.4f)\n", s, accuracy, result.test.loss);
        sum += accuracy;
        least = accuracy < least ? accuracy : least;
        most = accuracy > most ? accuracy : most;
    }
    const double mean = sum / static_cast<double>(a.seeds);
    std::printf("test accuracy: mean %.4f  min %.4f  max %.4f  over %zu; PyTorch's mean %.4f; %.3f s per epoch\n", mean, least,
                most, a.seeds, wanted, seconds / static_cast<double>(epochs));
    if (a.epochs != 0) return 0;  // nothing to compare with
    // One training may be off by its seed; a mean over twenty of MNIST with 9,000 is within half a point.
    const bool compared = Side == 28 && training_samples == 9000 && a.seeds >= 20;
    const bool right = compared ? std::fabs(mean - wanted) <= 0.005 : least >= wanted - 0.04;
    if (!right) std::printf("that is not what it should be\n");
    return right ? 0 : 1;
}

/// Runs a chapter on MNIST, if there is --data, or on the bundled digits: chapter(const pictures<Side>&) -> outcome.
int on_pictures(int argc, char** argv, reference pytorch, auto chapter) {
    try {
        const arguments a = read_arguments(argc, argv);
        if (!a.data.empty()) {
            std::printf("MNIST from %s: ", a.data.c_str());
            const auto [train, test] = read_mnist(a.data);
            return train_and_compare<28>(a, pytorch.mnist, chapter, [&](nn::seed s) {
                return pictures<28>{train, test, a.epochs != 0 ? a.epochs : 5, s};
            });
        }
        std::printf("No --data DIR with MNIST's files, so this is on the bundled digits of 8 x 8 pixels: ");
        const auto all = nn::read_digits(bundled);
        return train_and_compare<8>(a, pytorch.digits, chapter, [&](nn::seed s) {
            auto [train, test] = nn::split(all, 1437, s);
            return pictures<8>{std::move(train), std::move(test), a.epochs != 0 ? a.epochs : 20, s};
        });
    } catch (const nn::error& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}

}  // namespace examples
