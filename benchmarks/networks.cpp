// SPDX-License-Identifier: BSD-3-Clause
#include "networks.hpp"

#include <cmath>
#include <random>

namespace bench {

floats uniform(std::size_t n, float low, float high, unsigned seed) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<float> draw(low, high);
    floats v(n);
    for (float& each : v) each = draw(generator);
    return v;
}

namespace {

// Glorot's bounds, so that values stay of order one through the layers and no unit is dead or saturated.
floats kernel(std::size_t n, std::size_t in, std::size_t out, unsigned seed) {
    const float limit = std::sqrt(6.0f / static_cast<float>(in + out));
    return uniform(n, -limit, limit, seed);
}

dense_layer dense(std::size_t in, std::size_t out, activation after, unsigned seed) {
    return {in, out, after, kernel(in * out, in, out, seed), uniform(out, -0.1f, 0.1f, seed + 100)};
}

convolution_layer convolution(std::size_t height, std::size_t channels, std::size_t filters, unsigned seed) {
    const std::size_t taps = 25;
    return {height,
            height,
            channels,
            filters,
            5,
            kernel(taps * channels * filters, taps * channels, taps * filters, seed),
            uniform(filters, -0.1f, 0.1f, seed + 100)};
}

recurrent_network recurrent(const char* name, const char* title, bool lstm, std::size_t units) {
    const std::size_t gates = lstm ? 4 : 3;
    return {name,
            title,
            lstm,
            units,
            uniform(gates * units, -0.5f, 0.5f, 21),
            uniform(gates * units * units, -0.3f, 0.3f, 22),
            uniform(gates * units, -0.2f, 0.2f, 23),
            uniform(gates * units, -0.2f, 0.2f, 24),
            dense(units, 1, activation::none, 25)};
}

}  // namespace

network w1() {
    return {"W1", "MLP 784-128-10", {}, {dense(784, 128, activation::relu, 1), dense(128, 10, activation::softmax, 2)}};
}
network w2() {
    return {"W2",
            "MLP 784-256-128-10",
            {},
            {dense(784, 256, activation::relu, 3), dense(256, 128, activation::relu, 4), dense(128, 10, activation::softmax, 5)}};
}
network w3() { return {"W3", "MLP 8-10-1", {}, {dense(8, 10, activation::relu, 6), dense(10, 1, activation::sigmoid, 7)}}; }
network w4() {
    return {
        "W4",
        "LeNet-5",
        {convolution(28, 1, 6, 8), convolution(12, 6, 16, 9)},
        {dense(256, 120, activation::relu, 10), dense(120, 84, activation::relu, 11), dense(84, 10, activation::softmax, 12)}};
}
recurrent_network gru16() { return recurrent("W5-gru16", "GRU 1-16 and dense 1", false, 16); }
recurrent_network lstm20() { return recurrent("W5-lstm20", "LSTM 1-20 and dense 1", true, 20); }

samples some(std::size_t n, std::size_t inputs) {
    samples s{n, uniform(n * inputs, 0, 1, 31), std::vector<std::int32_t>(n)};
    std::mt19937 generator(32);
    for (auto& label : s.labels) label = static_cast<std::int32_t>(generator() % 10);
    return s;
}

product some_product(std::size_t m, std::size_t n, std::size_t k) {
    return {m, n, k, uniform(m * k, -1, 1, 41), uniform(k * n, -1, 1, 42)};
}

std::size_t network::inputs() const {
    if (convolutions.empty()) return dense.front().in;
    const convolution_layer& c = convolutions.front();
    return c.height * c.width * c.channels;
}

std::size_t network::parameters() const {
    std::size_t sum = 0;
    for (const auto& c : convolutions) sum += c.kernel.size() + c.bias.size();
    for (const auto& d : dense) sum += d.kernel.size() + d.bias.size();
    return sum;
}

double network::flops() const {
    double sum = 0;
    for (const auto& c : convolutions) sum += 2.0 * static_cast<double>(c.out_height() * c.out_width() * c.kernel.size());
    for (const auto& d : dense) sum += 2.0 * static_cast<double>(d.kernel.size());
    return sum;
}

double network::training_flops() const {
    const convolution_layer* c = convolutions.empty() ? nullptr : &convolutions.front();
    const double first = c ? 2.0 * static_cast<double>(c->out_height() * c->out_width() * c->kernel.size())
                           : 2.0 * static_cast<double>(dense.front().kernel.size());
    return 3 * flops() - first;
}

double recurrent_network::flops() const { return 2.0 * static_cast<double>(gates() * units * (units + 1) + units); }

floats transposed(const dense_layer& layer) {
    floats t(layer.kernel.size());
    for (std::size_t i = 0; i < layer.in; ++i) {
        for (std::size_t o = 0; o < layer.out; ++o) t[o * layer.in + i] = layer.kernel[i * layer.out + o];
    }
    return t;
}

floats from_channels_first(const dense_layer& layer, const convolution_layer& before) {
    const std::size_t channels = before.filters, pixels = layer.in / channels;
    floats t(layer.kernel.size());
    for (std::size_t p = 0; p < pixels; ++p) {
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t o = 0; o < layer.out; ++o) {
                t[(c * pixels + p) * layer.out + o] = layer.kernel[(p * channels + c) * layer.out + o];
            }
        }
    }
    return t;
}

floats filters_first(const convolution_layer& layer) {
    const std::size_t taps = layer.window * layer.window;
    floats t(layer.kernel.size());
    for (std::size_t w = 0; w < taps; ++w) {
        for (std::size_t c = 0; c < layer.channels; ++c) {
            for (std::size_t f = 0; f < layer.filters; ++f) {
                t[(f * layer.channels + c) * taps + w] = layer.kernel[(w * layer.channels + c) * layer.filters + f];
            }
        }
    }
    return t;
}

}  // namespace bench
