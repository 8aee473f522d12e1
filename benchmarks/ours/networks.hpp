// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <inlay/embedded.hpp>
#include <memory>

#include "../contest.hpp"

/// The workloads' networks as inlay's types. INLAY_SIMD is set by benchmarks/CMakeLists.txt.
namespace bench {

namespace nn = inlay;

struct mlp_1 : nn::sequential<nn::input<784>, nn::dense<128>, nn::relu, nn::dense<10>, nn::softmax> {};
struct mlp_2 : nn::sequential<nn::input<784>, nn::dense<256>, nn::relu, nn::dense<128>, nn::relu, nn::dense<10>, nn::softmax> {};
struct mlp_3 : nn::sequential<nn::input<8>, nn::dense<10>, nn::relu, nn::dense<1>, nn::sigmoid> {};
struct lenet : nn::sequential<nn::input<28, 28, 1>, nn::conv2d<6, 5>, nn::relu, nn::max_pool2d<2>, nn::conv2d<16, 5>, nn::relu,
                              nn::max_pool2d<2>, nn::flatten, nn::dense<120>, nn::relu, nn::dense<84>, nn::relu, nn::dense<10>,
                              nn::softmax> {};

/// Copies the weights, which have inlay's order already.
template <class Net>
void load(nn::parameters<Net>& p, const network& from) {
    const auto at = nn::leaf_pointers<float>(p);
    std::size_t next = 0;
    const auto put = [&](const floats& values) { std::copy(values.begin(), values.end(), at[next++]); };
    for (const auto& layer : from.convolutions) put(layer.kernel), put(layer.bias);
    for (const auto& layer : from.dense) put(layer.kernel), put(layer.bias);
}

contestant our_inference(const network& net, const samples& s);
contestant our_training(const network& net, const samples& s);
contestant our_product(const product& p);
contestant our_step(const recurrent_network& net, const samples& s);
contestant our_sight(const picture_network& net, const samples& s);
contestant our_lesson(const picture_network& net, const samples& s);

}  // namespace bench
