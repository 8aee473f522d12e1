// SPDX-License-Identifier: BSD-3-Clause
// Chapter (h): an audio effect. A GRU learns a low-pass filter that overdrives, from pieces of 64 samples; then it runs as an
// effect does, sample after sample without end, for two voices that share the weights.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <inlay/inlay.hpp>
#include <memory>

namespace nn = inlay;

constexpr std::size_t piece = 64, batch = 32;
struct effect : nn::sequential<nn::input<piece, 1>, nn::gru<16, nn::returns::sequence>, nn::dense<1>> {};

/// What is learned: s follows x slowly, and is driven into saturation.
struct amplifier {
    float s = 0;
    float operator()(float x) { return std::tanh(3 * (s += 0.3f * (x - s))); }
};

/// Two sines of random pitch and loudness.
struct sound {
    explicit sound(nn::random& r) {
        for (std::size_t i = 0; i < 2; ++i) {
            loudness[i] = r.uniform<float>() / 2;
            pitch[i] = 0.02f + 0.4f * r.uniform<float>();
            phase[i] = 6.28f * r.uniform<float>();
        }
    }
    float operator()() {
        float x = 0;
        for (std::size_t i = 0; i < 2; ++i) x += loudness[i] * std::sin(phase[i] += pitch[i]);
        return x;
    }
    std::array<float, 2> loudness, pitch, phase;
};

/// Error over signal, in energy.
struct error_to_signal {
    double error = 0, signal = 0;
    void operator()(float y, float wanted) {
        error += (y - wanted) * (y - wanted);
        signal += wanted * wanted;
    }
    double value() const { return error / signal; }
};

int main(int argc, char** argv) {
    const nn::seed seed{argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1};
    auto p = std::make_unique<nn::parameters<effect>>();
    auto state = std::make_unique<nn::training_state<effect, nn::mean_squared_error, nn::adam, float, batch>>();
    const nn::adam optimizer{.learning_rate = 5e-3};
    nn::initialize<effect>(*p, seed);
    state->reset(optimizer, seed);

    nn::random r(seed);
    std::array<float, batch * piece> x{}, y{};
    for (int step = 1; step <= 1000; ++step) {
        for (std::size_t n = 0; n < batch; ++n) {
            sound from(r);
            amplifier to;  // every piece starts in silence, as a stream does
            for (std::size_t i = n * piece; i < (n + 1) * piece; ++i) x[i] = from(), y[i] = to(x[i]);
        }
        const float loss = nn::train_step(*p, *state, x.data(), y.data(), batch, nn::mean_squared_error{}, optimizer);
        if (step % 200 == 0) std::printf("step %4d: loss %.5f\n", step, static_cast<double>(loss));
    }

    // Far longer than any piece, and two voices at once.
    nn::stream<effect> left, right;
    sound a(r), b(r);
    amplifier amplifier_a, amplifier_b;
    error_to_signal of_left, of_right;
    for (int sample = 0; sample < 48000; ++sample) {
        const float xa = a(), xb = b();
        float ya = 0, yb = 0;
        nn::step<effect>(*p, left, &xa, &ya);
        nn::step<effect>(*p, right, &xb, &yb);
        of_left(ya, amplifier_a(xa));
        of_right(yb, amplifier_b(xb));
    }
    std::printf("48,000 samples of two voices: error over signal %.5f and %.5f\n", of_left.value(), of_right.value());

    // A block of samples in one call is the same as these samples one by one.
    nn::stream<effect, float, piece> block;
    left.reset();
    std::array<float, piece> at_once{};
    nn::step<effect>(*p, block, x.data(), at_once.data());
    float largest = 0;
    for (std::size_t i = 0; i < piece; ++i) {
        float one = 0;
        nn::step<effect>(*p, left, &x[i], &one);
        largest = std::fmax(largest, std::fabs(one - at_once[i]));
    }
    std::printf("a block of %zu samples against one by one: %.1e apart\n", piece, static_cast<double>(largest));
    return of_left.value() < 0.01 && of_right.value() < 0.01 && largest < 1e-5f ? 0 : 1;
}
