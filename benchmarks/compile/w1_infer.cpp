// SPDX-License-Identifier: BSD-3-Clause
// Compiled, never run: what a translation unit costs that predicts with the MLP, with SIMD.
#define INLAY_SIMD 1
#include <inlay/embedded.hpp>

namespace nn = inlay;

struct mlp : nn::sequential<nn::input<784>, nn::dense<128>, nn::relu, nn::dense<10>, nn::softmax> {};

nn::parameters<mlp> weights;
nn::workspace<mlp> memory;

void predict(const float* x, float* y) { nn::infer<mlp>(weights, x, y, memory); }
