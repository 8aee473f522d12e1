// SPDX-License-Identifier: BSD-3-Clause
// The network inside a program: nothing to link, load or allocate. The compiler itself reads the picture below.
#include "digits_weights.hpp"  // exported by demo_predict

#include <cstdio>

// Picture 1442 of examples/data, held out: the network was not trained with it. 0 is paper and 16 is ink.
// clang-format off
constexpr unsigned char picture[64] = {
    0,  0,  1, 14, 16, 16, 15,  1,
    0,  0, 11, 14,  8, 13, 11,  0,
    0,  0, 15,  6,  0, 14,  3,  0,
    0,  0,  5,  1,  5, 13,  1,  0,
    0,  0,  0, 13, 16, 16,  9,  0,
    0,  0,  2, 16, 15,  9,  1,  0,
    0,  0,  0, 11,  9,  0,  0,  0,
    0,  0,  3, 16,  2,  0,  0,  0};
// clang-format on

constexpr auto answer = [] {
    inlay::input_tensor<digits> x{};
    for (std::size_t i = 0; i < 64; ++i) x[i] = static_cast<float>(picture[i]) / 16;
    return inlay::infer<digits>(digits_weights, x);
}();

static_assert(inlay::argmax(answer) == 7, "the compiler ran the network, and it did not see a seven");
static_assert(answer[7] > 0.9f);

int main() {
    for (std::size_t i = 0; i < 64; ++i) {
        const char ink = " .:+*#@"[(picture[i] + 2) / 3];
        std::printf("%s%c%c%s", i % 8 == 0 ? "  |" : "", ink, ink, i % 8 == 7 ? "|\n" : "");
    }
    std::printf("a %zu, said the compiler (%.1f %%); %zu bytes of parameters are in this program\n", inlay::argmax(answer),
                100 * static_cast<double>(answer[7]), sizeof digits_weights);

    // and the network on this machine, now, is the one that was exported
    const auto golden = inlay::infer<digits>(digits_weights, digits_weights_golden_input);
    for (std::size_t i = 0; i < 10; ++i) {
        const float difference = golden[i] - digits_weights_golden_output[i];
        if (difference > 1e-5f || difference < -1e-5f) return 1;
    }
}
