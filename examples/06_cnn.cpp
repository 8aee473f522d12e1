// SPDX-License-Identifier: BSD-3-Clause
// Chapter (f): a first convolutional network, with its budget checked by the compiler.
#include "common.hpp"

template <std::size_t Side>  // 28 for MNIST, 8 for the bundled digits
struct network : nn::sequential<nn::input<Side, Side, 1>, nn::conv2d<8, 3>, nn::relu, nn::max_pool2d<2>, nn::flatten, nn::dense<64>,
                                nn::relu, nn::dense<10>, nn::softmax> {};

static_assert(nn::cost<network<28>>.parameters == 87'322);
static_assert(nn::cost<network<28>>.inference_bytes < 32 * 1024);  // a small microcontroller has that
static_assert(nn::cost<network<8>>.parameter_bytes < 24 * 1024);

int main(int argc, char** argv) {
    return examples::on_pictures(argc, argv, {.mnist = 0.9517, .digits = 0.9589}, []<std::size_t Side>(const examples::pictures<Side>& data) {
        nn::model<network<Side>> model{data.seed};
        std::fputs(nn::summary<network<Side>>("a first CNN").c_str(), stdout);
        auto history = nn::fit(model, data.train, nn::cross_entropy{}, nn::adam{.learning_rate = 1e-3},
                               {.epochs = data.epochs, .batch_size = 32, .seed = data.seed});
        return examples::outcome{history, nn::evaluate(model, data.test, nn::cross_entropy{})};
    });
}
