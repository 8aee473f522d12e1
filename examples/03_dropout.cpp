// SPDX-License-Identifier: BSD-3-Clause
// Chapter (c): Keras' first network: flatten, 128 units, dropout, 10 classes.
#include "common.hpp"

template <std::size_t Side>  // 28 for MNIST, 8 for the bundled digits
struct network : nn::sequential<nn::input<Side, Side, 1>, nn::flatten, nn::dense<128>, nn::relu, nn::dropout<0.2>, nn::dense<10>,
                                nn::softmax> {};

int main(int argc, char** argv) {
    return examples::on_pictures(argc, argv, {.mnist = 0.9375, .digits = 0.9697}, []<std::size_t Side>(const examples::pictures<Side>& data) {
        nn::model<network<Side>> model{data.seed};
        auto history = nn::fit(model, data.train, nn::cross_entropy{}, nn::adam{.learning_rate = 1e-3},
                               {.epochs = data.epochs, .batch_size = 32, .seed = data.seed});

        // Training sees a fifth of the units at zero, inference all of them: the same pictures are easier then.
        const double while_training = history.epochs.back().accuracy;
        const double afterwards = nn::evaluate(model, data.train, nn::cross_entropy{}).accuracy;
        std::printf("on the training pictures: %.4f with dropout, %.4f without\n", while_training, afterwards);
        return examples::outcome{history, nn::evaluate(model, data.test, nn::cross_entropy{})};
    });
}
