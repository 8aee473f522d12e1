// SPDX-License-Identifier: BSD-3-Clause
// Not a program: its machine code is read. One sample and many through 784-128-10.
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/network/infer.hpp>

namespace nn = inlay;

struct digits : nn::sequential<nn::input<784>, nn::dense<128>, nn::relu, nn::dense<10>, nn::softmax> {};

extern "C" void infer_digits(const nn::parameters<digits>* p, const float* x, float* y, nn::workspace<digits>* w) {
    nn::infer<digits>(*p, x, y, *w);
}

extern "C" void infer_many(const nn::parameters<digits>* p, const float* x, float* y, std::size_t n, nn::workspace<digits, float, 64>* w) {
    nn::infer<digits>(*p, x, y, n, *w);
}
