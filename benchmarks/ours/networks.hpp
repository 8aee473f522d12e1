// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <inlay/embedded.hpp>
#include <memory>
#include <vector>

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

/// Calls list(put): what `put` is called with goes, tensor after tensor, into the parameters. All have inlay's order already.
template <class Net>
void fill(nn::parameters<Net>& p, auto list) {
    const auto at = nn::leaf_pointers<float>(p);
    std::size_t next = 0;
    list([&](const floats& values) { std::copy(values.begin(), values.end(), at[next++]); });
}
template <class Net>
void load(nn::parameters<Net>& p, const network& from) {
    fill<Net>(p, [&](auto put) {
        for (const auto& layer : from.convolutions) put(layer.kernel), put(layer.bias);
        for (const auto& layer : from.dense) put(layer.kernel), put(layer.bias);
    });
}
template <class Net>
void load(nn::parameters<Net>& p, const picture_network& from) {
    fill<Net>(p, [&](auto put) {
        for (const picture_layer& l : from.layers) {
            put(l.kernel), put(l.bias);
            if (l.normalised) put(l.gamma), put(l.beta), put(l.mean), put(l.variance);
        }
        put(from.last.kernel), put(from.last.bias);
    });
}

/// Training of a Net, every step on all samples.
template <class Net, std::size_t Batch, class Network>
contestant train(const Network& net, const samples& s) {
    static constexpr nn::adam adam{.epsilon = 1e-8};  // the peers'; Keras' 1e-7 gives another loss after 20 steps, by 1 %
    struct state {
        nn::parameters<Net> p;
        nn::training_state<Net, nn::cross_entropy, nn::adam, float, Batch> training;
        float loss;
    };
    const auto t = std::make_shared<state>();
    const auto reset = [t, &net] {
        load<Net>(t->p, net);
        t->training.reset(adam);
    };
    reset();
    return {"inlay", repeat([t = t.get(), &s] {
                t->loss = nn::train_step(t->p, t->training, s.x.data(), s.labels.data(), Batch, nn::cross_entropy{}, adam);
                use(&t->p);
            }),
            [t] { return std::vector<float>{t->loss}; }, reset};
}

contestant our_inference(const network& net, const samples& s);
contestant our_training(const network& net, const samples& s);
contestant our_product(const product& p);
contestant our_step(const recurrent_network& net, const samples& s);
contestant our_sight(const picture_network& net, const samples& s);
contestant our_lesson(const picture_network& net, const samples& s);

}  // namespace bench
