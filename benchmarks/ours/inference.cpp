// SPDX-License-Identifier: BSD-3-Clause
#include "networks.hpp"

namespace bench {

namespace {

template <class Net, std::size_t Batch>
contestant infer(const network& net, const samples& s) {
    struct state {
        nn::parameters<Net> p;
        nn::workspace<Net, float, Batch> w;
        nn::tensor<float, nn::shape<Batch * Net::output_shape::size>> y;
    };
    const auto t = std::make_shared<state>();
    load<Net>(t->p, net);
    return {"inlay",
            repeat([t = t.get(), x = s.x.data()] {
                if constexpr (Batch == 1) {
                    nn::infer<Net>(t->p, x, t->y.data(), t->w);
                } else {
                    nn::infer<Net>(t->p, x, t->y.data(), Batch, t->w);
                }
                use(t->y.data());
            }),
            [t] { return std::vector<float>(t->y.data(), t->y.data() + Batch * Net::output_shape::size); },
            {}};
}

}  // namespace

contestant our_inference(const network& net, const samples& s) {
    if (net.name == "W1") return s.n == 1 ? infer<mlp_1, 1>(net, s) : infer<mlp_1, 64>(net, s);
    if (net.name == "W2") return s.n == 1 ? infer<mlp_2, 1>(net, s) : infer<mlp_2, 64>(net, s);
    if (net.name == "W3") return infer<mlp_3, 1>(net, s);
    return s.n == 1 ? infer<lenet, 1>(net, s) : infer<lenet, 64>(net, s);
}

}  // namespace bench
