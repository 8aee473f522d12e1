// SPDX-License-Identifier: BSD-3-Clause
// The program behind an exported header: the compiler itself runs the network on a real digit; then the program checks
// that it computes the same at run time.
#include "digits.hpp"
#include "digits_weights.hpp"
#include "digits_samples.hpp"

constexpr inlay::input_tensor<digits> picture(const unsigned char (&pixels)[64]) {
    inlay::input_tensor<digits> x;
    for (std::size_t i = 0; i < 64; ++i) x[i] = static_cast<float>(pixels[i]) / 16;
    return x;
}

constexpr auto compiled = inlay::infer<digits>(digits_weights, picture(digits_samples::a_seven));
static_assert(inlay::argmax(compiled) == 7, "the compiler ran the network and did not recognise the seven");
static_assert(compiled[7] > 0.5f);

static bool close(float a, float b) { return a - b <= 1e-6f && b - a <= 1e-6f; }

int main() {
    const auto run = inlay::infer<digits>(digits_weights, picture(digits_samples::a_seven));
    const auto golden = inlay::infer<digits>(digits_weights, digits_weights_golden_input);
    int mistakes = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        mistakes += !close(run[i], compiled[i]);
        mistakes += !close(golden[i], digits_weights_golden_output[i]);
    }
    return mistakes;
}
