// SPDX-License-Identifier: BSD-3-Clause
// libtorch: inference by a frozen module under InferenceMode, training by eager layers and torch::optim::Adam,
// both on one thread.
#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <memory>

#include "../contest.hpp"

namespace bench {
namespace {

at::Tensor tensor(const floats& values, at::IntArrayRef shape) {
    return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat32).clone();
}
std::int64_t dim(std::size_t n) { return static_cast<std::int64_t>(n); }

struct net_impl : torch::nn::Module {
    std::vector<torch::nn::Conv2d> convolutions;
    std::vector<torch::nn::Linear> dense;
    std::vector<activation> activations;

    explicit net_impl(const network& net) {
        torch::NoGradGuard without_gradient;
        for (const auto& c : net.convolutions) {
            convolutions.push_back(
                register_module("conv" + std::to_string(convolutions.size()),
                                torch::nn::Conv2d(torch::nn::Conv2dOptions(dim(c.channels), dim(c.filters), dim(c.window)))));
            convolutions.back()->weight.copy_(
                tensor(filters_first(c), {dim(c.filters), dim(c.channels), dim(c.window), dim(c.window)}));
            convolutions.back()->bias.copy_(tensor(c.bias, {dim(c.filters)}));
        }
        for (const auto& d : net.dense) {
            dense_layer own = d;
            if (dense.empty() && !net.convolutions.empty()) own.kernel = from_channels_first(d, net.convolutions.back());
            dense.push_back(register_module("dense" + std::to_string(dense.size()), torch::nn::Linear(dim(d.in), dim(d.out))));
            dense.back()->weight.copy_(tensor(transposed(own), {dim(d.out), dim(d.in)}));
            dense.back()->bias.copy_(tensor(d.bias, {dim(d.out)}));
            activations.push_back(d.after);
        }
    }
    /// Everything but a softmax at the end, which training takes together with its loss.
    at::Tensor scores(at::Tensor x) {
        for (auto& c : convolutions) x = torch::max_pool2d(torch::relu(c->forward(x)), 2);
        if (!convolutions.empty()) x = x.flatten(1);
        for (std::size_t i = 0; i < dense.size(); ++i) {
            x = dense[i]->forward(x);
            if (activations[i] == activation::relu) x = torch::relu(x);
            if (activations[i] == activation::sigmoid) x = torch::sigmoid(x);
        }
        return x;
    }
};

at::Tensor input(const network& net, const samples& s) {
    if (net.convolutions.empty()) return tensor(s.x, {dim(s.n), dim(net.inputs())});
    const auto& c = net.convolutions.front();  // one channel, so that both orders are the same
    return tensor(s.x, {dim(s.n), dim(c.channels), dim(c.height), dim(c.width)});
}

/// The network as a TorchScript module, frozen.
torch::jit::Module frozen(const network& net) {
    net_impl eager(net);
    torch::jit::Module module("net");
    for (const auto& p : eager.named_parameters()) {
        std::string name = p.key();
        std::replace(name.begin(), name.end(), '.', '_');
        module.register_parameter(name, p.value().detach(), false);
    }
    std::string source = "def forward(self, x):\n";
    for (std::size_t i = 0; i < net.convolutions.size(); ++i) {
        const std::string layer = "self.conv" + std::to_string(i);
        source +=
            "    x = torch.max_pool2d(torch.relu(torch.conv2d(x, " + layer + "_weight, " + layer + "_bias)), [2, 2], [2, 2])\n";
    }
    if (!net.convolutions.empty()) source += "    x = torch.flatten(x, 1)\n";
    for (std::size_t i = 0; i < net.dense.size(); ++i) {
        const std::string layer = "self.dense" + std::to_string(i);
        source += "    x = torch.linear(x, " + layer + "_weight, " + layer + "_bias)\n";
        if (net.dense[i].after == activation::relu) source += "    x = torch.relu(x)\n";
        if (net.dense[i].after == activation::sigmoid) source += "    x = torch.sigmoid(x)\n";
        if (net.dense[i].after == activation::softmax) source += "    x = torch.softmax(x, 1)\n";
    }
    source += "    return x\n";
    module.define(source);
    module.eval();
    return torch::jit::freeze(module);
}

/// Inference of a module on x.
contestant run(torch::jit::Module module, at::Tensor x) {
    torch::set_num_threads(1);
    struct state {
        torch::jit::Module module;
        std::vector<torch::jit::IValue> x;
        at::Tensor y;
    };
    const auto t = std::make_shared<state>(state{std::move(module), {std::move(x)}, {}});
    return {"libtorch",
            [t](std::size_t times) {
                c10::InferenceMode guard;
                for (; times > 0; --times) t->y = t->module.forward(t->x).toTensor();
            },
            [t] {
                const at::Tensor y = t->y.contiguous();
                return std::vector<float>(y.data_ptr<float>(), y.data_ptr<float>() + y.numel());
            },
            {}};
}
contestant infer(const network& net, const samples& s) { return run(frozen(net), input(net, s)); }

/// Zeros around a picture, by hand where there are not as many on both sides.
bool even(const picture_layer& l) { return l.top() == l.bottom() && l.left() == l.right(); }
std::vector<std::int64_t> zeros(const picture_layer& l) { return {dim(l.left()), dim(l.right()), dim(l.top()), dim(l.bottom())}; }
std::vector<std::int64_t> kernel_shape(const picture_layer& l) {
    return {dim(l.filters), dim(l.depthwise ? 1 : l.channels), dim(l.kernel_height), dim(l.kernel_width)};
}
/// As libtorch likes pictures best: channels first.
at::Tensor pictures(const picture_network& net, const samples& s) {
    const picture_layer& l = net.layers.front();
    return tensor(s.x, {dim(s.n), dim(l.height), dim(l.width), dim(l.channels)}).permute({0, 3, 1, 2}).contiguous();
}

/// Normalisations folded, frozen, and optimised for inference.
contestant see(const picture_network& given, const samples& s) {
    const picture_network net = folded(given);
    torch::jit::Module module("net");
    std::string source = "def forward(self, x):\n";
    const auto name = [](int i) { return i < 0 ? std::string("x") : "y" + std::to_string(i); };
    for (std::size_t i = 0; i < net.layers.size(); ++i) {
        const picture_layer& l = net.layers[i];
        const std::string own = std::to_string(i), y = "y" + own;
        module.register_parameter("w" + own, tensor(filters_first(l), kernel_shape(l)), false);
        module.register_parameter("b" + own, tensor(l.bias, {dim(l.filters)}), false);
        std::string x = name(l.from), around = "[" + std::to_string(l.top()) + ", " + std::to_string(l.left()) + "]";
        const auto z = zeros(l);
        if (!even(l)) {
            x = "torch.constant_pad_nd(" + x + ", [" + std::to_string(z[0]) + ", " + std::to_string(z[1]) + ", " + std::to_string(z[2]) + ", " +
                std::to_string(z[3]) + "], 0)";
            around = "[0, 0]";
        }
        const std::string stride = std::to_string(l.stride);
        source += "    " + y + " = torch.conv2d(" + x + ", self.w" + own + ", self.b" + own + ", [" + stride + ", " + stride + "], " + around +
                  ", [1, 1], " + std::to_string(l.depthwise ? l.channels : 1) + ")\n";
        if (l.sum >= 0) source += "    " + y + " = " + y + " + " + name(l.sum) + "\n";
        if (l.relu) source += "    " + y + " = torch.relu(" + y + ")\n";
    }
    module.register_parameter("w", tensor(transposed(net.last), {dim(net.last.out), dim(net.last.in)}), false);
    module.register_parameter("b", tensor(net.last.bias, {dim(net.last.out)}), false);
    source += "    y = torch.flatten(torch.adaptive_avg_pool2d(" + name(static_cast<int>(net.layers.size()) - 1) + ", [1, 1]), 1)\n" +
              "    return torch.softmax(torch.linear(y, self.w, self.b), 1)\n";
    module.define(source);
    module.eval();
    auto frozen = torch::jit::freeze(module);
    return run(torch::jit::optimize_for_inference(frozen), pictures(net, s));
}

/// With its own BatchNorm2d.
struct picture_net_impl : torch::nn::Module {
    const picture_network& net;
    std::vector<torch::nn::Conv2d> convolutions;
    std::vector<torch::nn::BatchNorm2d> norms;  ///< as many, those of layers without one not used
    torch::nn::Linear last{nullptr};

    explicit picture_net_impl(const picture_network& of) : net(of) {
        torch::NoGradGuard without_gradient;
        for (const picture_layer& l : net.layers) {
            const std::string own = std::to_string(convolutions.size());
            auto options = torch::nn::Conv2dOptions(dim(l.channels), dim(l.filters), {dim(l.kernel_height), dim(l.kernel_width)}).stride(dim(l.stride));
            options.groups(l.depthwise ? dim(l.channels) : 1);
            if (even(l)) options.padding({dim(l.top()), dim(l.left())});
            convolutions.push_back(register_module("conv" + own, torch::nn::Conv2d(options)));
            convolutions.back()->weight.copy_(tensor(filters_first(l), kernel_shape(l)));
            convolutions.back()->bias.copy_(tensor(l.bias, {dim(l.filters)}));
            norms.push_back(torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(dim(l.filters)).eps(normalisation_epsilon)));
            if (!l.normalised) continue;
            register_module("norm" + own, norms.back());
            norms.back()->weight.copy_(tensor(l.gamma, {dim(l.filters)}));
            norms.back()->bias.copy_(tensor(l.beta, {dim(l.filters)}));
            norms.back()->running_mean.copy_(tensor(l.mean, {dim(l.filters)}));
            norms.back()->running_var.copy_(tensor(l.variance, {dim(l.filters)}));
        }
        last = register_module("last", torch::nn::Linear(dim(net.last.in), dim(net.last.out)));
        last->weight.copy_(tensor(transposed(net.last), {dim(net.last.out), dim(net.last.in)}));
        last->bias.copy_(tensor(net.last.bias, {dim(net.last.out)}));
    }
    at::Tensor scores(const at::Tensor& x) {
        std::vector<at::Tensor> y;
        for (std::size_t i = 0; i < net.layers.size(); ++i) {
            const picture_layer& l = net.layers[i];
            at::Tensor z = l.from < 0 ? x : y[static_cast<std::size_t>(l.from)];
            if (!even(l)) z = torch::constant_pad_nd(z, zeros(l), 0);
            z = convolutions[i]->forward(z);
            if (l.normalised) z = norms[i]->forward(z);
            if (l.sum >= 0) z = z + y[static_cast<std::size_t>(l.sum)];
            y.push_back(l.relu ? torch::relu(z) : z);
        }
        return last->forward(torch::adaptive_avg_pool2d(y.back(), {1, 1}).flatten(1));
    }
};

/// Training of a Model on x, every step on all samples.
template <class Model, class Network>
contestant train_model(const Network& net, const samples& s, at::Tensor x) {
    torch::set_num_threads(1);
    struct state {
        at::Tensor x, labels;
        std::shared_ptr<Model> model;
        std::unique_ptr<torch::optim::Adam> optimizer;
        float loss = 0;
    };
    const auto t = std::make_shared<state>();
    t->x = std::move(x);
    t->labels = torch::from_blob(const_cast<std::int32_t*>(s.labels.data()), {dim(s.n)}, torch::kInt32).to(torch::kInt64);
    const auto reset = [t, &net] {
        t->model = std::make_shared<Model>(net);
        t->optimizer = std::make_unique<torch::optim::Adam>(t->model->parameters(), torch::optim::AdamOptions(1e-3));
    };
    reset();
    return {"libtorch", repeat([t] {
                t->optimizer->zero_grad();
                at::Tensor loss = torch::nn::functional::cross_entropy(t->model->scores(t->x), t->labels);
                loss.backward();
                t->optimizer->step();
                t->loss = loss.item<float>();
            }),
            [t] { return std::vector<float>{t->loss}; }, reset};
}

contestant train(const network& net, const samples& s) { return train_model<net_impl>(net, s, input(net, s)); }
contestant learn(const picture_network& net, const samples& s) { return train_model<picture_net_impl>(net, s, pictures(net, s)); }

/// One frozen call per time step: the cell, and the dense layer.
contestant step(const recurrent_network& net, const samples& s) {
    torch::set_num_threads(1);
    const std::int64_t units = dim(net.units), rows = dim(net.gates()) * units;
    torch::jit::Module module("cell");
    module.register_parameter("w", tensor(net.input_kernel, {rows, 1}), false);
    module.register_parameter("r", tensor(net.recurrent_kernel, {rows, units}), false);
    module.register_parameter("bw", tensor(net.input_bias, {rows}), false);
    module.register_parameter("br", tensor(net.recurrent_bias, {rows}), false);
    module.register_parameter("d", tensor(net.last.kernel, {1, units}), false);
    module.register_parameter("bd", tensor(net.last.bias, {1}), false);
    module.define(net.lstm ? R"(
def forward(self, x, h, c):
    h, c = torch.lstm_cell(x, [h, c], self.w, self.r, self.bw, self.br)
    return torch.linear(h, self.d, self.bd), h, c
)"
                           : R"(
def forward(self, x, h):
    h = torch.gru_cell(x, h, self.w, self.r, self.bw, self.br)
    return torch.linear(h, self.d, self.bd), h
)");
    module.eval();
    struct state {
        torch::jit::Module module;
        std::vector<at::Tensor> x;
        at::Tensor zeros;
        std::vector<float> y;
    };
    const auto t =
        std::make_shared<state>(state{torch::jit::freeze(module), {}, torch::zeros({1, units}), std::vector<float>(s.n)});
    for (const float v : s.x) t->x.push_back(torch::full({1, 1}, v));
    return {"libtorch",
            [t, states = net.lstm ? 2 : 1](std::size_t times) {
                c10::InferenceMode guard;
                for (; times > 0; --times) {
                    std::vector<torch::jit::IValue> given(static_cast<std::size_t>(states) + 1, t->zeros);
                    for (std::size_t i = 0; i < t->x.size(); ++i) {
                        given[0] = t->x[i];
                        const auto results = t->module.forward(given).toTuple();
                        t->y[i] = *results->elements()[0].toTensor().data_ptr<float>();
                        for (std::size_t k = 1; k < given.size(); ++k) given[k] = results->elements()[k];
                    }
                }
            },
            [t] { return t->y; },
            {}};
}

const bool added = add({"libtorch", infer, train, nullptr, step, see, learn});

}  // namespace
}  // namespace bench
