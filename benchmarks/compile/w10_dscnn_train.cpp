// SPDX-License-Identifier: BSD-3-Clause
// Compiled, never run: what a translation unit costs that trains DS-CNN and predicts with it, normalisations folded.
#include <inlay/training.hpp>
#include <vector>

#include "../../examples/networks/ds_cnn.hpp"

namespace nn = inlay;
using networks::ds_cnn;

int main() {
    nn::model<ds_cnn> model{nn::seed{1}};
    const std::vector<float> spectra(320 * ds_cnn::input_shape::size);
    const std::vector<int> labels(320);
    nn::fit(model, {spectra, labels, 320}, nn::cross_entropy{}, nn::adam{}, {.epochs = 1, .batch_size = 32});
    static nn::parameters<nn::inference_t<ds_cnn>> p;
    static nn::workspace<nn::inference_t<ds_cnn>> w;
    nn::inference_parameters<ds_cnn>(model.parameters(), p);
    nn::tensor<float, ds_cnn::output_shape> y{};
    nn::infer<nn::inference_t<ds_cnn>>(p, spectra.data(), y.data(), w);
    return static_cast<int>(nn::argmax(y));
}
