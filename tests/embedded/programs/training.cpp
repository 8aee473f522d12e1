// SPDX-License-Identifier: BSD-3-Clause
// A network learns "exclusive or" where it runs: forward, loss, backward and Adam in static storage.
#include <inlay/embedded.hpp>

#include "report.hpp"

struct exclusive_or : inlay::sequential<inlay::input<2>, inlay::dense<8>, inlay::tanh, inlay::dense<1>, inlay::sigmoid> {};

using loss = inlay::binary_cross_entropy<>;
using optimizer = inlay::adam;

static inlay::parameters<exclusive_or> weights;
static inlay::training_state<exclusive_or, loss, optimizer, float, 4> state;
static inlay::workspace<exclusive_or> room;

static constexpr float inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
static constexpr float targets[4] = {0, 1, 1, 0};

int main() {
    constexpr optimizer how{.learning_rate = 0.05f};
    inlay::initialize<exclusive_or>(weights, inlay::seed{1});
    state.reset(how);
    for (int step = 0; step < 300; ++step) {
        const report::instructions counter;
        const float value = inlay::train_step<exclusive_or>(weights, state, inputs[0], targets, 4, loss{}, how);
        if (step == 1) counter.print("of one training step of 4 samples");
        if (step % 10 == 9) {
            report::text("loss ");
            report::bits(value);
            report::text("\n");
        }
    }
    int wrong = 0;
    for (int i = 0; i < 4; ++i) {
        float answer[1];
        inlay::infer<exclusive_or>(weights, inputs[i], answer, room);
        wrong += (answer[0] > 0.5f) != (targets[i] > 0.5f);
        report::text(answer[0] > 0.5f ? "answer 1 " : "answer 0 ");
        report::bits(answer[0]);
        report::text("\n");
    }
    return wrong;
}
