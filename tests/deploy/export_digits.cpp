// SPDX-License-Identifier: BSD-3-Clause
// export_digits DATA FOLDER: trains the network of digits.hpp for a second on the digits in DATA and writes
// FOLDER/digits_weights.hpp and FOLDER/digits_samples.hpp, held-out pictures for the programs that include it.
#include <algorithm>
#include <cstdio>
#include <inlay/deploy/export_header.hpp>
#include <inlay/hosted/file.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/adam.hpp>
#include <memory>
#include <string>
#include <vector>

#include "digits.hpp"

namespace {

constexpr std::size_t pixels = digits::input_shape::size, batch = 32, one_in = 6;
using loss = inlay::cross_entropy;
using optimizer = inlay::adam;
using target = loss::target_type<float>;

std::string sample_text(const std::string& picture) {
    std::string text = "{";
    for (std::size_t i = 0; i < pixels; ++i) {
        text += (i > 0 ? ", " : "") + std::to_string(static_cast<int>(static_cast<unsigned char>(picture[i])));
    }
    return text + "}";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const std::string data = argv[1], folder = argv[2];
    const std::string labels = inlay::read_file(data + "/digits-labels-idx1-ubyte", 1 << 20).substr(8);
    const std::string pictures = inlay::read_file(data + "/digits-images-idx3-ubyte", 1 << 20).substr(16);
    const std::size_t count = labels.size();
    if (pictures.size() != count * pixels) return 2;
    const auto load = [&](std::size_t from, float* x) {
        for (std::size_t i = 0; i < pixels; ++i) x[i] = static_cast<float>(pictures[from * pixels + i]) / 16;
    };

    inlay::model<digits> model(inlay::seed{1});
    const auto state = std::make_unique<inlay::training_state<digits, loss, optimizer, float, batch>>();
    const optimizer how{.learning_rate = 3e-3};
    state->reset(how);
    inlay::random generator(inlay::seed{2});
    std::vector<std::size_t> order, held_out;  // every sixth picture is held out: the writers come one after the other
    for (std::size_t i = 0; i < count; ++i) (i % one_in == 0 ? held_out : order).push_back(i);
    const std::size_t train = order.size();
    std::vector<float> x(batch * pixels);
    std::vector<target> t(batch);
    for (int epoch = 0; epoch < 60; ++epoch) {
        generator.shuffle(order.data(), order.size());
        for (std::size_t at = 0; at < train; at += batch) {
            const std::size_t n = std::min(batch, train - at);
            for (std::size_t i = 0; i < n; ++i) {
                load(order[at + i], x.data() + i * pixels);
                t[i] = static_cast<target>(labels[order[at + i]]);
            }
            inlay::train_step<digits>(model.parameters(), *state, x.data(), t.data(), n, loss{}, how);
        }
    }

    std::size_t right = 0;
    std::string samples, seven;
    inlay::input_tensor<digits> one;
    for (std::size_t s : held_out) {
        load(s, one.data());
        const auto p = model(one);
        const auto label = static_cast<std::size_t>(labels[s]);
        const bool correct = inlay::argmax(p) == label;
        right += correct;
        const std::string picture = pictures.substr(s * pixels, pixels);
        if (s < 40 * one_in) samples += "    {" + std::to_string(label) + ", " + sample_text(picture) + "},\n";
        if (seven.empty() && correct && label == 7 && p[7] > 0.5f) seven = sample_text(picture);
    }
    const double accuracy = static_cast<double>(right) / static_cast<double>(held_out.size());
    std::printf("accuracy on %zu held-out pictures: %.4f\n", held_out.size(), accuracy);
    if (accuracy < 0.94 || seven.empty()) return 1;

    inlay::export_header(model, folder + "/digits_weights.hpp", "digits_weights");
    inlay::write_file_atomically(folder + "/digits_samples.hpp",
                                 "#pragma once\nnamespace digits_samples {\n"
                                 "struct sample {\n    unsigned label;\n    unsigned char pixels[64];\n};\n"
                                 "inline constexpr unsigned char a_seven[64] = " + seven + ";\n" +
                                 "inline constexpr sample held_out[] = {\n" + samples + "};\n}\n");
}
