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

contestant infer(const network& net, const samples& s) {
    torch::set_num_threads(1);
    struct state {
        torch::jit::Module module;
        std::vector<torch::jit::IValue> x;
        at::Tensor y;
    };
    const auto t = std::make_shared<state>(state{frozen(net), {input(net, s)}, {}});
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

contestant train(const network& net, const samples& s) {
    torch::set_num_threads(1);
    struct state {
        at::Tensor x, labels;
        std::shared_ptr<net_impl> model;
        std::unique_ptr<torch::optim::Adam> optimizer;
        float loss = 0;
    };
    const auto t = std::make_shared<state>();
    t->x = input(net, s);
    t->labels = torch::from_blob(const_cast<std::int32_t*>(s.labels.data()), {dim(s.n)}, torch::kInt32).to(torch::kInt64);
    const auto reset = [t, &net] {
        t->model = std::make_shared<net_impl>(net);
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

const bool added = add({"libtorch", infer, train, nullptr, step});

}  // namespace
}  // namespace bench
