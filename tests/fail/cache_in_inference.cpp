// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: no member named .*cache
// A layer that writes its cache whatever the pass: an inference pass has none.
#include <inlay/compose/sequential.hpp>
#include <inlay/network/infer.hpp>

namespace nn = inlay;

struct remembering {
    static constexpr const char* name = "remembering";
    static constexpr void settings(auto&&) {}
    template <nn::Shape In>
    struct on : nn::bound_layer<In, In> {
        static constexpr nn::memory cache{In::size, 0};
        template <class X, class Y, class Pass>
        static constexpr void forward(const nn::no_parameters&, X x, Y y, const Pass& pass) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                y.data()[i] = x.data()[i];
#ifndef INLAY_REJECT
                if constexpr (Pass::training)
#endif
                    pass.cache.per_sample[i] = x.data()[i];
            }
        }
    };
};
struct net : nn::sequential<nn::input<4>, remembering> {};

void predict(const float* x, float* y, nn::workspace<net>& w) { nn::infer<net>(nn::parameters<net>{}, x, y, w); }
