// SPDX-License-Identifier: BSD-3-Clause
// oneDNN: primitives made once, format_tag::any so that it chooses its layouts, weights reordered to them beforehand,
// activations fused as post-ops.
#include <algorithm>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "../contest.hpp"

namespace bench {
namespace {

using dnnl::memory;
using tag = dnnl::memory::format_tag;
constexpr auto f32 = memory::data_type::f32;
constexpr auto inference = dnnl::prop_kind::forward_inference;

memory::dim dim(std::size_t n) { return static_cast<memory::dim>(n); }

struct machine {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};

    memory wrap(const memory::desc& d, const floats& values) const {
        return memory(d, engine, const_cast<float*>(values.data()));
    }
    /// m itself where it already has the layout
    memory in_layout(memory m, const memory::desc& wanted) {
        if (m.get_desc() == wanted) return m;
        memory converted(wanted, engine);
        dnnl::reorder(m, converted).execute(stream, m, converted);
        stream.wait();
        return converted;
    }
};

dnnl::primitive_attr followed_by(activation a) {
    dnnl::post_ops ops;
    if (a == activation::relu) ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    if (a == activation::sigmoid) ops.append_eltwise(1, dnnl::algorithm::eltwise_logistic, 0, 0);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(ops);
    return attributes;
}

struct compiled {
    machine on;
    std::vector<dnnl::primitive> primitives;
    std::vector<std::unordered_map<int, memory>> arguments;
    memory last;

    void run() {
        for (std::size_t i = 0; i < primitives.size(); ++i) primitives[i].execute(on.stream, arguments[i]);
        on.stream.wait();
    }
    void then(const dnnl::primitive& p, std::unordered_map<int, memory> with, const memory& y) {
        primitives.push_back(p);
        with.emplace(DNNL_ARG_DST, y);
        arguments.push_back(std::move(with));
        last = y;
    }
    /// What the layer before gave, converted at every call if the next layer has chosen another layout.
    memory source(const memory::desc& wanted) {
        if (last.get_desc() == wanted) return last;
        const memory from = last, to(wanted, on.engine);
        primitives.push_back(dnnl::reorder(from, to));
        arguments.push_back({{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
        return last = to;
    }
    void convolution(const convolution_layer& c, memory::dim n) {
        const memory::dims source_dims{n, dim(c.channels), dim(c.height), dim(c.width)};
        const memory::dims kernel_dims{dim(c.filters), dim(c.channels), dim(c.window), dim(c.window)};
        const memory::dims result_dims{n, dim(c.filters), dim(c.out_height()), dim(c.out_width())};
        const memory::desc bias({dim(c.filters)}, f32, tag::x);
        const dnnl::convolution_forward::primitive_desc chosen({inference,
                                                                dnnl::algorithm::convolution_direct,
                                                                {source_dims, f32, tag::any},
                                                                {kernel_dims, f32, tag::any},
                                                                bias,
                                                                {result_dims, f32, tag::any},
                                                                {1, 1},
                                                                {0, 0},
                                                                {0, 0}},
                                                               followed_by(activation::relu), on.engine);
        then(dnnl::convolution_forward(chosen),
             {{DNNL_ARG_SRC, source(chosen.src_desc())},
              {DNNL_ARG_WEIGHTS, on.in_layout(on.wrap({kernel_dims, f32, tag::hwio}, c.kernel), chosen.weights_desc())},
              {DNNL_ARG_BIAS, on.wrap(bias, c.bias)}},
             memory(chosen.dst_desc(), on.engine));
        const memory::dims pooled_dims{n, dim(c.filters), dim(c.out_height() / 2), dim(c.out_width() / 2)};
        const dnnl::pooling_forward::primitive_desc pool({inference,
                                                          dnnl::algorithm::pooling_max,
                                                          last.get_desc(),
                                                          {pooled_dims, f32, tag::any},
                                                          {2, 2},
                                                          {2, 2},
                                                          {0, 0},
                                                          {0, 0}},
                                                         on.engine);
        then(dnnl::pooling_forward(pool), {{DNNL_ARG_SRC, last}}, memory(pool.dst_desc(), on.engine));
    }
    /// Into a place of its own, or added to what another layer gave, where that lies.
    memory convolution(const picture_layer& l, const memory& x, const memory* sum) {
        const memory::dims source_dims{1, dim(l.channels), dim(l.height), dim(l.width)};
        const memory::dims result_dims{1, dim(l.filters), dim(l.out_height()), dim(l.out_width())};
        const memory::dim h = dim(l.kernel_height), w = dim(l.kernel_width), g = dim(l.channels);
        const memory::dims kernel_dims = l.depthwise ? memory::dims{g, 1, 1, h, w} : memory::dims{dim(l.filters), dim(l.channels), h, w};
        const memory::desc bias({dim(l.filters)}, f32, tag::x), wanted(result_dims, f32, tag::any);
        dnnl::post_ops ops;
        if (sum) ops.append_sum(1);
        if (l.relu) ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(ops);
        const dnnl::convolution_forward::primitive_desc chosen({inference,
                                                                dnnl::algorithm::convolution_auto,
                                                                {source_dims, f32, tag::any},
                                                                {kernel_dims, f32, tag::any},
                                                                bias,
                                                                sum ? sum->get_desc() : wanted,
                                                                {dim(l.stride), dim(l.stride)},
                                                                {dim(l.top()), dim(l.left())},
                                                                {dim(l.bottom()), dim(l.right())}},
                                                               attributes, on.engine);
        const memory y = sum ? *sum : memory(chosen.dst_desc(), on.engine);
        last = x;
        const memory from = source(chosen.src_desc());
        then(dnnl::convolution_forward(chosen),
             {{DNNL_ARG_SRC, from},
              {DNNL_ARG_WEIGHTS,
               on.in_layout(on.wrap({kernel_dims, f32, l.depthwise ? tag::hwigo : tag::hwio}, l.kernel), chosen.weights_desc())},
              {DNNL_ARG_BIAS, on.wrap(bias, l.bias)}},
             y);
        return y;
    }
    void average() {
        const memory::dims given = last.get_desc().dims();
        const dnnl::pooling_forward::primitive_desc pool({inference,
                                                          dnnl::algorithm::pooling_avg_exclude_padding,
                                                          last.get_desc(),
                                                          {{given[0], given[1], 1, 1}, f32, tag::any},
                                                          {1, 1},
                                                          {given[2], given[3]},
                                                          {0, 0},
                                                          {0, 0}},
                                                         on.engine);
        then(dnnl::pooling_forward(pool), {{DNNL_ARG_SRC, last}}, memory(pool.dst_desc(), on.engine));
    }
    /// The first one behind convolutions sees images.
    void dense(const dense_layer& d, memory::dim n, const memory::dims& image = {}) {
        memory::dims source_dims{n, dim(d.in)}, kernel_dims{dim(d.out), dim(d.in)};
        if (!image.empty()) {
            source_dims = {n, image[0], image[1], image[2]};
            kernel_dims = {dim(d.out), image[0], image[1], image[2]};
        }
        const memory::desc bias({dim(d.out)}, f32, tag::x);
        const dnnl::inner_product_forward::primitive_desc chosen(
            {inference, {source_dims, f32, tag::any}, {kernel_dims, f32, tag::any}, bias, {{n, dim(d.out)}, f32, tag::any}},
            followed_by(d.after), on.engine);
        then(dnnl::inner_product_forward(chosen),
             {{DNNL_ARG_SRC, source(chosen.src_desc())},
              {DNNL_ARG_WEIGHTS,
               on.in_layout(on.wrap({kernel_dims, f32, image.empty() ? tag::io : tag::hwio}, d.kernel), chosen.weights_desc())},
              {DNNL_ARG_BIAS, on.wrap(bias, d.bias)}},
             memory(chosen.dst_desc(), on.engine));
        if (d.after == activation::softmax) {
            const dnnl::softmax_forward::primitive_desc softmax({inference, last.get_desc(), 1}, on.engine);
            then(dnnl::softmax_forward(softmax), {{DNNL_ARG_SRC, last}}, last);  // in place
        }
    }
};

contestant infer(const network& net, const samples& s) {
    const auto c = std::make_shared<compiled>();
    const memory::dim n = dim(s.n);
    const convolution_layer* image = net.convolutions.empty() ? nullptr : &net.convolutions.front();
    const memory::desc given =
        image ? memory::desc({n, dim(image->channels), dim(image->height), dim(image->width)}, f32, tag::nhwc)
              : memory::desc({n, dim(net.inputs())}, f32, tag::nc);
    c->last = c->on.wrap(given, s.x);
    for (const auto& layer : net.convolutions) c->convolution(layer, n);
    for (std::size_t i = 0; i < net.dense.size(); ++i) {
        memory::dims before;
        if (image && i == 0) {
            const convolution_layer& l = net.convolutions.back();
            before = {dim(l.filters), dim(l.out_height() / 2), dim(l.out_width() / 2)};
        }
        c->dense(net.dense[i], n, before);
    }
    c->source(memory::desc({n, dim(net.outputs())}, f32, tag::nc));
    return {"oneDNN",
            repeat([c] { c->run(); }),
            [c, size = s.n * net.outputs()] {
                const float* y = static_cast<const float*>(c->last.get_data_handle());
                return std::vector<float>(y, y + size);
            },
            {}};
}

contestant see(const picture_network& given, const samples& s) {
    const auto c = std::make_shared<compiled>();
    const auto net = std::make_shared<picture_network>(folded(given));
    const picture_layer& first = net->layers.front();
    std::vector<memory> results;
    const memory x = c->on.wrap({{1, dim(first.channels), dim(first.height), dim(first.width)}, f32, tag::nhwc}, s.x);
    for (const picture_layer& l : net->layers) {
        const auto of = [&](int i) { return i < 0 ? x : results[static_cast<std::size_t>(i)]; };
        const memory sum = of(l.sum);
        results.push_back(c->convolution(l, of(l.from), l.sum >= 0 ? &sum : nullptr));
    }
    c->average();
    c->dense(net->last, 1, {dim(net->last.in), 1, 1});
    c->source(memory::desc({1, dim(net->last.out)}, f32, tag::nc));
    return {"oneDNN",
            repeat([c, net] { c->run(); }),
            [c, size = net->last.out] {
                const float* y = static_cast<const float*>(c->last.get_data_handle());
                return std::vector<float>(y, y + size);
            },
            {}};
}

contestant multiply(const product& p) {
    const auto c = std::make_shared<compiled>();
    const memory::dim m = dim(p.m), n = dim(p.n), k = dim(p.k);
    const memory::desc x({m, k}, f32, tag::ab), y({m, n}, f32, tag::ab);
    const dnnl::matmul::primitive_desc chosen({x, {{k, n}, f32, tag::any}, y}, c->on.engine);
    c->then(dnnl::matmul(chosen),
            {{DNNL_ARG_SRC, c->on.wrap(x, p.x)},
             {DNNL_ARG_WEIGHTS, c->on.in_layout(c->on.wrap({{k, n}, f32, tag::ab}, p.w), chosen.weights_desc())}},
            memory(y, c->on.engine));
    return {"oneDNN",
            repeat([c] { c->run(); }),
            [c, size = p.m * p.n] {
                const float* y = static_cast<const float*>(c->last.get_data_handle());
                return std::vector<float>(y, y + size);
            },
            {}};
}

/// Its recurrent primitives for one time step, states in place, and the dense layer.
contestant step(const recurrent_network& net, const samples& s) {
    const auto c = std::make_shared<compiled>();
    const memory::dim units = dim(net.units), gates = dim(net.gates());
    const std::size_t u = net.units, g = net.gates();
    struct weights {
        floats kernel, recurrent, bias;
    };
    const auto own = std::make_shared<weights>(weights{floats(g * u), floats(u * g * u), floats(4 * u)});
    // PyTorch's r z n are its u r o in another order, and the recurrent bias of o is a fourth one
    const std::size_t gru_order[3] = {1, 0, 2};
    for (std::size_t gate = 0; gate < g; ++gate) {
        const bool apart = !net.lstm && gate == 2;
        for (std::size_t o = 0; o < u; ++o) {
            const std::size_t from = (net.lstm ? gate : gru_order[gate]) * u + o;
            own->kernel[gate * u + o] = net.input_kernel[from];
            own->bias[gate * u + o] = net.input_bias[from] + (apart ? 0 : net.recurrent_bias[from]);
            if (apart) own->bias[3 * u + o] = net.recurrent_bias[from];
            for (std::size_t i = 0; i < u; ++i) own->recurrent[(i * g + gate) * u + o] = net.recurrent_kernel[from * u + i];
        }
    }
    const memory::desc x({1, 1, 1}, f32, tag::tnc), h({1, 1, 1, units}, f32, tag::ldnc), y({1, 1, units}, f32, tag::tnc);
    const memory::dims kernel_dims{1, 1, 1, gates, units}, recurrent_dims{1, 1, units, gates, units};
    const memory::desc biases({1, 1, 4, units}, f32, tag::ldgo), any_kernel(kernel_dims, f32, tag::any),
        any_recurrent(recurrent_dims, f32, tag::any);
    const auto direction = dnnl::rnn_direction::unidirectional_left2right;
    const memory input(x, c->on.engine), hidden(h, c->on.engine), cell(h, c->on.engine);
    std::unordered_map<int, memory> with{{DNNL_ARG_SRC_LAYER, input},
                                         {DNNL_ARG_SRC_ITER, hidden},
                                         {DNNL_ARG_DST_ITER, hidden},
                                         {DNNL_ARG_BIAS, c->on.wrap(biases, own->bias)}};
    const auto finish = [&](const auto& chosen, const dnnl::primitive& primitive) {
        const auto packed = [&](const floats& values, const memory::dims& dims, const memory::desc& wanted) {
            return c->on.in_layout(c->on.wrap({dims, f32, tag::ldigo}, values), wanted);
        };
        with.emplace(DNNL_ARG_WEIGHTS_LAYER, packed(own->kernel, kernel_dims, chosen.weights_layer_desc()));
        with.emplace(DNNL_ARG_WEIGHTS_ITER, packed(own->recurrent, recurrent_dims, chosen.weights_iter_desc()));
        c->then(primitive, with, memory(y, c->on.engine));
    };
    if (net.lstm) {
        const dnnl::lstm_forward::primitive_desc chosen(
            {inference, direction, x, h, h, any_kernel, any_recurrent, biases, y, h, h}, c->on.engine);
        with.emplace(DNNL_ARG_SRC_ITER_C, cell);
        with.emplace(DNNL_ARG_DST_ITER_C, cell);
        finish(chosen, dnnl::lstm_forward(chosen));
    } else {
        const dnnl::lbr_gru_forward::primitive_desc chosen({inference, direction, x, h, any_kernel, any_recurrent, biases, y, h},
                                                           c->on.engine);
        finish(chosen, dnnl::lbr_gru_forward(chosen));
    }
    c->last = memory({{1, units}, f32, tag::nc}, c->on.engine, c->last.get_data_handle());
    c->dense(net.last, 1);
    const auto results = std::make_shared<std::vector<float>>(s.n);
    return {"oneDNN",
            repeat([c, own, results, &s, input, hidden, cell, u] {
                float* const states[] = {static_cast<float*>(hidden.get_data_handle()),
                                         static_cast<float*>(cell.get_data_handle())};
                for (float* state : states) std::fill_n(state, u, 0.0f);
                for (std::size_t i = 0; i < s.n; ++i) {
                    *static_cast<float*>(input.get_data_handle()) = s.x[i];
                    c->run();
                    (*results)[i] = *static_cast<const float*>(c->last.get_data_handle());
                }
            }),
            [results] { return *results; },
            {}};
}

const bool added = add({"oneDNN", infer, nullptr, multiply, step, see});

}  // namespace
}  // namespace bench
