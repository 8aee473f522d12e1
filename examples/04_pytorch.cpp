// SPDX-License-Identifier: BSD-3-Clause
// Chapter (d): a network as PyTorch has it: 784-128-64-10 with log_softmax, inputs normalised with (0.5, 0.5), PyTorch's
// initialisers, SGD with momentum.
#include "common.hpp"

template <std::size_t Side>  // 28 for MNIST, 8 for the bundled digits
struct network : nn::sequential<nn::input<Side, Side, 1>, nn::flatten, nn::dense<128>, nn::relu, nn::dense<64>, nn::relu, nn::dense<10>,
                                nn::log_softmax> {};

int main(int argc, char** argv) {
    return examples::on_pictures(argc, argv, {.mnist = 0.8927, .digits = 0.9294}, []<std::size_t Side>(const examples::pictures<Side>& data) {
        const auto train = nn::normalize(data.train, 0.5f, 0.5f), test = nn::normalize(data.test, 0.5f, 0.5f);
        nn::model<network<Side>> model{data.seed, nn::pytorch_defaults};
        auto history = nn::fit(model, train, nn::cross_entropy{}, nn::sgd{.learning_rate = 0.003, .momentum = 0.9},
                               {.epochs = data.epochs, .batch_size = 64, .seed = data.seed});

        const auto logs = model(test.sample(0));  // logarithms of the probabilities
        double sum = 0;
        for (const float log : logs) sum += std::exp(log);
        std::printf("the first test picture is a %d; %zu has the probability %.3f (all ten add up to %.6f)\n", test.targets(0),
                    nn::argmax(logs), std::exp(logs[nn::argmax(logs)]), sum);
        if (std::fabs(sum - 1) > 1e-5) throw nn::error("probabilities do not add up to 1");
        return examples::outcome{history, nn::evaluate(model, test, nn::cross_entropy{})};
    });
}
