// SPDX-License-Identifier: BSD-3-Clause
#include "../../examples/networks/ds_cnn.hpp"
#include "../../examples/networks/resnet8.hpp"
#include "networks.hpp"

namespace bench {

namespace {

/// DS-CNN without its dropouts, whose random numbers no two libraries share.
struct ds_cnn_to_train
    : nn::sequential<nn::input<49, 10, 1>, nn::conv2d<64, nn::by{10, 4}, 2, nn::padding::same>, nn::batch_norm<0.9>, nn::relu,
                     networks::separable, networks::separable, networks::separable, networks::separable,
                     nn::average_pool2d<nn::by{25, 5}>, nn::flatten, nn::dense<12>, nn::softmax> {};

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

}  // namespace

contestant our_sight(const picture_network& net, const samples& s) {
    return net.name == "W10-resnet8" ? see<networks::resnet8>(net, s) : see<networks::ds_cnn>(net, s);
}
contestant our_lesson(const picture_network& net, const samples& s) {
    return net.name == "W10-resnet8" ? train<networks::resnet8, 32>(net, s) : train<ds_cnn_to_train, 32>(net, s);
}

}  // namespace bench
