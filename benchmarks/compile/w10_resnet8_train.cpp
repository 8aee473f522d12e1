// SPDX-License-Identifier: BSD-3-Clause
// Compiled, never run: what a translation unit costs that trains ResNet-8 and predicts with it, normalisations folded.
#include <inlay/training.hpp>
#include <vector>

#include "../../examples/networks/resnet8.hpp"

namespace nn = inlay;
using networks::resnet8;

int main() {
    nn::model<resnet8> model{nn::seed{1}};
    const std::vector<float> pictures(320 * resnet8::input_shape::size);
    const std::vector<int> labels(320);
    nn::fit(model, {pictures, labels, 320}, nn::cross_entropy{}, nn::adam{}, {.epochs = 1, .batch_size = 32});
    static nn::parameters<nn::inference_t<resnet8>> p;
    static nn::workspace<nn::inference_t<resnet8>> w;
    nn::inference_parameters<resnet8>(model.parameters(), p);
    nn::tensor<float, resnet8::output_shape> y{};
    nn::infer<nn::inference_t<resnet8>>(p, pictures.data(), y.data(), w);
    return static_cast<int>(nn::argmax(y));
}
