// SPDX-License-Identifier: BSD-3-Clause
// Chapter (b): Keras' 784-256-128-10 with Adam, and what one prediction costs.
#include <chrono>

#include "common.hpp"

template <std::size_t Side>  // 28 for MNIST, 8 for the bundled digits
struct network : nn::sequential<nn::input<Side, Side, 1>, nn::flatten, nn::dense<256>, nn::relu, nn::dense<128>, nn::relu,
                                nn::dense<10>, nn::softmax> {};

/// The digit in a picture. It reads the model only and allocates nothing: any thread may call it at any time.
template <std::size_t Side>
std::size_t predict(const nn::model<network<Side>>& model, std::span<const float, Side * Side> picture) {
    return nn::argmax(model(picture));
}

int main(int argc, char** argv) {
    return examples::on_pictures(argc, argv, {.mnist = 0.9460, .digits = 0.9775}, []<std::size_t Side>(const examples::pictures<Side>& data) {
        nn::model<network<Side>> model{data.seed};
        auto history = nn::fit(model, data.train, nn::cross_entropy{}, nn::adam{.learning_rate = 1e-3},
                               {.epochs = data.epochs, .batch_size = 32, .seed = data.seed});

        std::size_t right = 0;
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < data.test.size(); ++i) {
            const auto digit = predict<Side>(model, data.test.sample(i).template first<Side * Side>());
            right += static_cast<int>(digit) == data.test.targets(i);
        }
        const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
        const auto count = static_cast<double>(data.test.size());
        std::printf("predict: %.2f us per sample, %zu of %zu right\n", spent.count() / count, right, data.test.size());

        const nn::evaluation test = nn::evaluate(model, data.test, nn::cross_entropy{});
        // evaluate takes the samples together and predict one by one: the answers are the same
        if (std::fabs(test.accuracy - static_cast<double>(right) / count) > 1.5 / count) throw nn::error("predict and evaluate disagree");
        return examples::outcome{history, test};
    });
}
