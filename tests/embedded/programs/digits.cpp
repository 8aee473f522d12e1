// SPDX-License-Identifier: BSD-3-Clause
// Held-out pictures through the exported network: classes and probabilities, and what one inference costs.
#include "digits.hpp"
#include "digits_weights.hpp"
#include "digits_samples.hpp"
#include "report.hpp"

static inlay::input_tensor<digits> x;
static inlay::output_tensor<digits> y;
static inlay::workspace<digits> room;

int main() {
    std::uint32_t right = 0, count = 0;
    for (const auto& sample : digits_samples::held_out) {
        for (std::size_t i = 0; i < 64; ++i) x[i] = static_cast<float>(sample.pixels[i]) / 16;
        const report::instructions counter;
        inlay::infer<digits>(digits_weights, x.data(), y.data(), room);
        if (count++ == 0) counter.print("of one inference");
        const auto answer = static_cast<std::uint32_t>(inlay::argmax(y));
        right += answer == sample.label;
        report::text("class ");
        report::number(answer);
        for (float p : y) {
            report::text(" ");
            report::bits(p);
        }
        report::text("\n");
    }
    report::text("right ");
    report::number(right);
    report::text(" of ");
    report::number(count);
    report::text("\n");

    // The pair that export_header added: was it the same network there?
    y = inlay::infer<digits>(digits_weights, digits_weights_golden_input);
    int mistakes = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const float off = y[i] - digits_weights_golden_output[i];
        mistakes += !(off <= 1e-6f && off >= -1e-6f);
    }
    return mistakes == 0 && right >= count * 9 / 10 ? 0 : 1;
}
