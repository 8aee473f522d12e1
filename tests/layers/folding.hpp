// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <vector>

#include "laws/subject.hpp"
#include "laws/values.hpp"

namespace folding {

namespace nn = inlay;

/// What scale_outputs writes gives the outputs of L on In, scaled and shifted channel by channel.
template <class L, class In, class T = double>
void expect_scaled_outputs() {
    using plain = nn::bind<L, In>;
    using scaled = nn::bind<typename L::with_bias, In>;
    using Out = typename plain::output;
    using P = typename plain::template parameters<T>;
    constexpr std::size_t channels = Out::dims[Out::rank - 1];
    static P p{};
    static typename scaled::template parameters<T> q{};
    std::vector<laws::leaf_values<T>> leaves;
    P::leaves(laws::leaf_collector<T>{leaves}, p);
    for (std::size_t k = 0; k < leaves.size(); ++k) {
        const std::vector<double> values = laws::scattered(leaves[k].size, 3 + k, 1);
        for (std::size_t i = 0; i < values.size(); ++i) leaves[k].values[i] = static_cast<T>(values[i]);
    }
    const laws::array<T> scale(laws::scattered(channels, 7, 2)), shift(laws::scattered(channels, 8, 1)), x(laws::scattered(In::size, 1, 2));
    plain::scale_outputs(p, static_cast<const T*>(scale.data()), static_cast<const T*>(shift.data()), q);

    const auto run = [&]<class B>(B*, const auto& with) {
        const laws::array<T> y(Out::size, laws::nan<T>), room(B::inference_scratch.per_call, laws::nan<T>), each(B::inference_scratch.per_sample, laws::nan<T>);
        B::forward(with, nn::view<const T, In, 1>(x.data()), nn::view<T, Out, 1>(y.data()), nn::inference_pass<T>{{each.data(), room.data()}});
        return y.copy();
    };
    std::vector<double> expected = run(static_cast<plain*>(nullptr), p);
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = expected[i] * scale[i % channels] + shift[i % channels];
    laws::expect_close("scaled outputs", run(static_cast<scaled*>(nullptr), q), expected, 1e-13);
}

}  // namespace folding
