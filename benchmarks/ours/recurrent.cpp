// SPDX-License-Identifier: BSD-3-Clause
#include <inlay/layers/gru.hpp>
#include <inlay/layers/lstm.hpp>
#include <inlay/network/stream.hpp>

#include "networks.hpp"

namespace bench {

namespace {

struct gru_voice : nn::sequential<nn::input<512, 1>, nn::gru<16, nn::returns::sequence>, nn::dense<1>> {};
struct lstm_voice : nn::sequential<nn::input<512, 1>, nn::lstm<20, nn::returns::sequence>, nn::dense<1>> {};

/// In Keras' order: an input's gates beside each other, z before r in a gru, an lstm's two biases as one.
template <class Net>
void load(nn::parameters<Net>& p, const recurrent_network& from) {
    const auto at = nn::leaf_pointers<float>(p);  // kernel, recurrent kernel, bias; the dense layer's kernel and bias
    const std::size_t gates = from.gates(), units = from.units;
    for (std::size_t gate = 0; gate < gates; ++gate) {
        const std::size_t theirs = from.lstm || gate == 2 ? gate : 1 - gate;
        for (std::size_t u = 0; u < units; ++u) {
            const std::size_t to = gate * units + u, source = theirs * units + u;
            at[0][to] = from.input_kernel[source];
            for (std::size_t i = 0; i < units; ++i) at[1][i * gates * units + to] = from.recurrent_kernel[source * units + i];
            at[2][to] = from.input_bias[source] + (from.lstm ? from.recurrent_bias[source] : 0);
            if (!from.lstm) at[2][gates * units + to] = from.recurrent_bias[source];
        }
    }
    std::copy(from.last.kernel.begin(), from.last.kernel.end(), at[3]);
    std::copy(from.last.bias.begin(), from.last.bias.end(), at[4]);
}

template <class Net>
contestant run(const recurrent_network& net, const samples& s) {
    struct state {
        nn::parameters<Net> p;
        nn::stream<Net> voice;
        floats y;
    };
    const auto t = std::make_shared<state>();
    load<Net>(t->p, net);
    t->y.resize(s.n);
    return {"inlay",
            repeat([t = t.get(), &s] {
                t->voice.reset();
                for (std::size_t i = 0; i < s.n; ++i) nn::step<Net>(t->p, t->voice, s.x.data() + i, t->y.data() + i);
                use(t->y.data());
            }),
            [t] { return std::vector<float>(t->y.begin(), t->y.end()); },
            {}};
}

}  // namespace

contestant our_step(const recurrent_network& net, const samples& s) {
    return net.lstm ? run<lstm_voice>(net, s) : run<gru_voice>(net, s);
}

}  // namespace bench
