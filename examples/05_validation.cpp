// SPDX-License-Identifier: BSD-3-Clause
// Chapter (e): Keras' 784-128-10, watched while it trains: a validation set and the history.
#include "common.hpp"

template <std::size_t Side>  // 28 for MNIST, 8 for the bundled digits
struct network : nn::sequential<nn::input<Side, Side, 1>, nn::flatten, nn::dense<128>, nn::relu, nn::dense<10>, nn::softmax> {};

int main(int argc, char** argv) {
    return examples::on_pictures(argc, argv, {.mnist = 0.9340, .digits = 0.9728}, []<std::size_t Side>(const examples::pictures<Side>& data) {
        nn::model<network<Side>> model{data.seed};
        auto history = nn::fit(model, data.train, nn::cross_entropy{}, nn::adam{.learning_rate = 1e-3},
                               {.epochs = data.epochs, .batch_size = 32, .seed = data.seed, .validation = data.test});

        std::puts("validation loss, epoch by epoch:");
        for (const nn::epoch_record& e : history.epochs) {
            std::printf("%6.4f |%s\n", e.val_loss, std::string(static_cast<std::size_t>(e.val_loss * 60), '*').c_str());
        }
        if (history.epochs.back().val_loss > history.epochs.front().val_loss) throw nn::error("the validation loss did not fall");
        return examples::outcome{history, nn::evaluate(model, data.test, nn::cross_entropy{})};
    });
}
