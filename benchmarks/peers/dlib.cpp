// SPDX-License-Identifier: BSD-3-Clause
// dlib: network types of its own, its adam, tensors prepared once; a training step is what dnn_trainer does, without its
// thread and its test for progress.
#include <dlib/dnn.h>

#include <algorithm>
#include <memory>

#include "../contest.hpp"

namespace bench {
namespace {

namespace d = dlib;
using image = d::matrix<float>;

template <long Units, class Below>
using hidden = d::relu<d::fc<Units, Below>>;
template <long Filters, class Below>  // con<> alone pads
using stage = d::max_pool<2, 2, 2, 2, d::relu<d::add_layer<d::con_<Filters, 5, 5, 1, 1, 0, 0>, Below>>>;

template <template <class> class Loss>
using mlp_1 = Loss<d::fc<10, hidden<128, d::input<image>>>>;
template <template <class> class Loss>
using mlp_2 = Loss<d::fc<10, hidden<128, hidden<256, d::input<image>>>>>;
template <template <class> class Loss>
using cnn = Loss<d::fc<10, hidden<84, hidden<120, stage<16, stage<6, d::input<image>>>>>>>;

/// Its layers have no public setter: parameters are reached through visit_layer_parameters, once they exist.
template <class Net>
void load(Net& net, const network& from) {
    std::vector<std::vector<float>> sets;  // dlib's order: from the output to the input
    const auto both = [&](const floats& kernel, const floats& bias) {
        std::vector<float> set(kernel.begin(), kernel.end());
        set.insert(set.end(), bias.begin(), bias.end());
        sets.insert(sets.begin(), set);
    };
    for (const auto& c : from.convolutions) both(filters_first(c), c.bias);
    for (std::size_t i = 0; i < from.dense.size(); ++i) {
        const dense_layer& l = from.dense[i];  // it keeps [in][out] too, but flattens channels first
        both(i == 0 && !from.convolutions.empty() ? from_channels_first(l, from.convolutions.back()) : l.kernel, l.bias);
    }
    std::size_t next = 0;
    d::visit_layer_parameters(net, [&](std::size_t, d::tensor& t) {
        if (t.size() == 0) return;
        if (next == sets.size() || t.size() != sets[next].size())
            throw std::logic_error("dlib's layers are not what was expected");
        std::copy(sets[next].begin(), sets[next].end(), t.host());
        ++next;
    });
}

template <class Net>
struct state {
    Net net;
    d::resizable_tensor x;
    std::vector<d::adam> solvers;
    std::vector<unsigned long> labels;
    double loss = 0;

    state(const network& from, const samples& s) : labels(s.labels.begin(), s.labels.end()) {
        const long side = from.convolutions.empty() ? 1 : static_cast<long>(from.convolutions.front().height);
        const long size = static_cast<long>(from.inputs());
        std::vector<image> images(s.n, image(from.convolutions.empty() ? size : side, side));
        for (std::size_t i = 0; i < s.n; ++i) std::copy_n(s.x.data() + i * from.inputs(), from.inputs(), images[i].begin());
        net.to_tensor(images.begin(), images.end(), x);
        net.subnet().forward(x);  // allocates the parameters
        load(net, from);
    }
};

template <class Net>
contestant infer_with(const network& net, const samples& s) {
    const auto t = std::make_shared<state<Net>>(net, s);
    return {"dlib",
            repeat([t] { use(t->net.forward(t->x).host()); }),
            [t] {
                const d::tensor& y = t->net.get_output();
                return std::vector<float>(y.host(), y.host() + y.size());
            },
            {}};
}

template <class Net>
contestant train_with(const network& net, const samples& s) {
    const auto t = std::make_shared<state<Net>>(net, s);
    const auto reset = [t, &net] {
        load(t->net, net);
        t->solvers.assign(t->net.num_computational_layers, d::adam(0, 0.9f, 0.999f));
    };
    reset();
    return {"dlib", repeat([t] {
                t->loss = t->net.compute_parameter_gradients(t->x, t->labels.begin());
                t->net.update_parameters(t->solvers, 1e-3);
            }),
            [t] { return std::vector<float>{static_cast<float>(t->loss)}; }, reset};
}

contestant infer(const network& net, const samples& s) {
    if (net.name == "W1") return infer_with<mlp_1<d::softmax>>(net, s);
    if (net.name == "W2") return infer_with<mlp_2<d::softmax>>(net, s);
    if (net.name == "W4") return infer_with<cnn<d::softmax>>(net, s);
    return {};
}

contestant train(const network& net, const samples& s) {
    if (net.name == "W1") return train_with<mlp_1<d::loss_multiclass_log>>(net, s);
    if (net.name == "W4") return train_with<cnn<d::loss_multiclass_log>>(net, s);
    return {};
}

const bool added = add({"dlib", infer, train, nullptr, nullptr});

}  // namespace
}  // namespace bench
