// SPDX-License-Identifier: BSD-3-Clause
// A user's program with everything: saves, loads and predicts.
#include <array>
#include <cstdio>
#include <inlay/inlay.hpp>
namespace nn = inlay;

struct net : nn::sequential<nn::input<4>, nn::dense<8>, nn::relu, nn::dense<3>, nn::softmax> {};

int main() {
    nn::model<net> model{nn::seed{7}};
    nn::save(model, "consumer.inlay");
    nn::model<net> loaded{nn::seed{8}};
    nn::load(loaded, "consumer.inlay");
    std::remove("consumer.inlay");

    const std::array<float, 4> x{0.5f, -1.f, 0.25f, 2.f};
    const auto a = model(x);
    const auto b = loaded(x);
    for (std::size_t i = 0; i < 3; ++i) {
        if (a[i] != b[i]) {
            return 1;
        }
    }
    std::puts("saved and loaded");
}
