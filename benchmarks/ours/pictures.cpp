// SPDX-License-Identifier: BSD-3-Clause
#include "../../examples/networks/ds_cnn.hpp"
#include "../../examples/networks/resnet8.hpp"
#include "networks.hpp"

namespace bench {

namespace {

constexpr nn::adam adam{.epsilon = 1e-8};

/// DS-CNN without its dropouts, whose random numbers no two libraries share.
struct ds_cnn_to_train
    : nn::sequential<nn::input<49, 10, 1>, nn::conv2d<64, nn::by{10, 4}, 2, nn::padding::same>, nn::batch_norm<0.9>, nn::relu,
                     networks::separable, networks::separable, networks::separable, networks::separable,
                     nn::average_pool2d<nn::by{25, 5}>, nn::flatten, nn::dense<12>, nn::softmax> {};

template <class Net>
void load(nn::parameters<Net>& p, const picture_network& from) {
    const auto at = nn::leaf_pointers<float>(p);
    std::size_t next = 0;
    const auto put = [&](const floats& values) { std::copy(values.begin(), values.end(), at[next++]); };
    for (const picture_layer& l : from.layers) {
        put(l.kernel), put(l.bias);
        if (l.normalised) put(l.gamma), put(l.beta), put(l.mean), put(l.variance);
    }
    put(from.last.kernel), put(from.last.bias);
}

template <class Whole>
contestant see(const picture_network& net, const samples& s) {
    using Net = nn::inference_t<Whole, nn::winograd>;
    struct state {
        nn::parameters<Net> p;
        nn::workspace<Net> w;
        nn::tensor<float, typename Net::output_shape> y;
    };
    const auto t = std::make_shared<state>();
    const auto whole = std::make_unique<nn::parameters<Whole>>();
    load<Whole>(*whole, net);
    nn::inference_parameters<Whole, nn::winograd>(*whole, t->p);
    return {"inlay",
            repeat([t = t.get(), x = s.x.data()] {
                nn::infer<Net>(t->p, x, t->y.data(), t->w);
                use(t->y.data());
            }),
            [t] { return std::vector<float>(t->y.data(), t->y.data() + Net::output_shape::size); },
            {},
            false,
            static_cast<double>(nn::cost<Net>.flops)};
}

template <class Net>
contestant learn(const picture_network& net, const samples& s) {
    static constexpr std::size_t batch = 32;
    struct state {
        nn::parameters<Net> p;
        nn::training_state<Net, nn::cross_entropy, nn::adam, float, batch> training;
        float loss;
    };
    const auto t = std::make_shared<state>();
    const auto reset = [t, &net] {
        load<Net>(t->p, net);
        t->training.reset(adam);
    };
    reset();
    return {"inlay", repeat([t = t.get(), &s] {
                t->loss = nn::train_step(t->p, t->training, s.x.data(), s.labels.data(), batch, nn::cross_entropy{}, adam);
                use(&t->p);
            }),
            [t] { return std::vector<float>{t->loss}; }, reset};
}

}  // namespace

contestant our_sight(const picture_network& net, const samples& s) {
    return net.name == "W10-resnet8" ? see<networks::resnet8>(net, s) : see<networks::ds_cnn>(net, s);
}
contestant our_lesson(const picture_network& net, const samples& s) {
    return net.name == "W10-resnet8" ? learn<networks::resnet8>(net, s) : learn<ds_cnn_to_train>(net, s);
}

}  // namespace bench
