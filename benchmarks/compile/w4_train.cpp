// SPDX-License-Identifier: BSD-3-Clause
// Compiled, never run: what a translation unit costs that trains the CNN and predicts with it.
#include <inlay/training.hpp>
#include <vector>

namespace nn = inlay;

struct lenet : nn::sequential<nn::input<28, 28, 1>, nn::conv2d<6, 5>, nn::relu, nn::max_pool2d<2>, nn::conv2d<16, 5>, nn::relu,
                              nn::max_pool2d<2>, nn::flatten, nn::dense<120>, nn::relu, nn::dense<84>, nn::relu, nn::dense<10>,
                              nn::softmax> {};

int main() {
    nn::model<lenet> model{nn::seed{1}};
    const std::vector<float> images(640 * 784);
    const std::vector<int> labels(640);
    nn::fit(model, {images, labels, 640}, nn::cross_entropy{}, nn::adam{}, {.epochs = 1, .batch_size = 64});
    nn::input_tensor<lenet> image{};
    return static_cast<int>(nn::argmax(model(image)));
}
