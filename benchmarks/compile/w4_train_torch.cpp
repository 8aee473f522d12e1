// SPDX-License-Identifier: BSD-3-Clause
// Compiled, never run: the same as w4_train.cpp in libtorch.
#include <torch/torch.h>

int main() {
    namespace nn = torch::nn;
    nn::Sequential net(nn::Conv2d(1, 6, 5), nn::ReLU(), nn::MaxPool2d(2), nn::Conv2d(6, 16, 5), nn::ReLU(), nn::MaxPool2d(2),
                       nn::Flatten(), nn::Linear(256, 120), nn::ReLU(), nn::Linear(120, 84), nn::ReLU(), nn::Linear(84, 10));
    torch::optim::Adam optimizer(net->parameters(), 1e-3);
    const torch::Tensor images = torch::zeros({640, 1, 28, 28}), labels = torch::zeros(640, torch::kInt64);
    for (int first = 0; first < 640; first += 64) {
        optimizer.zero_grad();
        nn::functional::cross_entropy(net->forward(images.slice(0, first, first + 64)), labels.slice(0, first, first + 64))
            .backward();
        optimizer.step();
    }
    torch::NoGradGuard without_gradient;
    return static_cast<int>(net->forward(images.slice(0, 0, 1)).argmax().item<std::int64_t>());
}
