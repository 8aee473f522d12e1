// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: no member named .*generator
// A layer that draws random numbers whatever the pass: an inference pass has no generator.
#include <inlay/compose/sequential.hpp>
#include <inlay/network/infer.hpp>

namespace nn = inlay;

struct noise {
    static constexpr const char* name = "noise";
    static constexpr void settings(auto&&) {}
    template <nn::Shape In>
    struct on : nn::bound_layer<In, In> {
        template <class X, class Y, class Pass>
        static constexpr void forward(const nn::no_parameters&, X x, Y y, const Pass& pass) {
            for (std::size_t i = 0; i < x.size(); ++i) {
#ifndef INLAY_REJECT
                if constexpr (!Pass::training) {
                    y.data()[i] = x.data()[i];
                } else
#endif
                    y.data()[i] = x.data()[i] + pass.generator->template uniform<float>();
            }
        }
    };
};
struct net : nn::sequential<nn::input<4>, noise> {};

void predict(const float* x, float* y, nn::workspace<net>& w) { nn::infer<net>(nn::parameters<net>{}, x, y, w); }
