// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <vector>

#include "laws/subject.hpp"
#include "laws/values.hpp"

namespace streaming {

namespace nn = inlay;

/// Numbers for all leaves.
template <class P>
void fill(P& p) {
    std::vector<laws::leaf_values<typename decltype(p.kernel)::value_type>> leaves;
    P::leaves(laws::leaf_collector<typename decltype(p.kernel)::value_type>{leaves}, p);
    for (std::size_t k = 0; k < leaves.size(); ++k) {
        const std::vector<double> values = laws::scattered(leaves[k].size, 3 + k, 1);
        std::copy(values.begin(), values.end(), leaves[k].values);
    }
}

/// Inference on two samples.
template <class L, class In, class T>
std::vector<double> infer(const auto& p, const laws::array<T>& x) {
    using bound = nn::bind<L, In>;
    laws::array<T> y(2 * bound::output::size, laws::nan<T>);
    bound::forward(p, nn::view<const T, In>(x.data(), 2), nn::view<T, typename bound::output>(y.data(), 2), nn::inference_pass<T>{});
    return y.copy();
}

/// A layer that goes backwards gives what the layer gives of the sequence turned round.
template <class L, class In, class T>
void expect_backwards() {
    typename nn::bind<L, In>::template parameters<T> p{};
    fill(p);
    const laws::array<T> x(laws::scattered(2 * In::size, 1, 2));
    laws::array<T> turned(x.size());
    constexpr std::size_t features = In::dims[1], steps = In::dims[0];
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t s = i / In::size, t = i / features % steps;
        turned[(s * steps + steps - 1 - t) * features + i % features] = x[i];
    }
    laws::expect_close("backwards", infer<typename L::reversed, In, T>(p, x), infer<L, In, T>(p, turned), 1e-30);
}

/// A layer without a bias gives what one with a bias of zeros gives.
template <class L, class Without, class In, class T>
void expect_zero_bias() {
    typename nn::bind<L, In>::template parameters<T> p{};
    typename nn::bind<Without, In>::template parameters<T> q{};
    fill(p);
    fill(q);
    p.bias = {};
    CHECK(p.kernel == q.kernel);
    const laws::array<T> x(laws::scattered(2 * In::size, 1, 2));
    laws::expect_close("without a bias", infer<Without, In, T>(q, x), infer<L, In, T>(p, x), 1e-30);
}

/// Recipe<…> run over Steps time steps at once, one by one, and by pieces of two, with one set of parameters: the same
/// outputs. The recipe returns sequences.
template <class L, std::size_t Steps, std::size_t Features, class T>
void expect_pieces_make_the_whole() {
    using whole = nn::bind<L, nn::shape<Steps, Features>>;
    using P = typename whole::template parameters<T>;
    static_assert(std::is_same_v<P, typename nn::bind<L, nn::shape<1, Features>>::template parameters<T>>);
    static_assert(whole::streams && whole::state > 0);
    constexpr std::size_t units = whole::output::dims[1];

    P p{};
    fill(p);
    const std::size_t n = 2;
    const laws::array<T> x(laws::scattered(n * Steps * Features, 1, 2));
    laws::array<T> expected(n * Steps * units, laws::nan<T>);
    whole::forward(p, nn::view<const T, nn::shape<Steps, Features>>(x.data(), n),
                   nn::view<T, typename whole::output>(expected.data(), n), nn::inference_pass<T>{});

    const auto in_pieces = [&]<std::size_t Piece>() {
        using part = nn::bind<L, nn::shape<Piece, Features>>;
        static_assert(Steps % Piece == 0);
        laws::array<T> y(n * Steps * units, laws::nan<T>), state(part::state);
        for (std::size_t s = 0; s < n; ++s) {  // the state belongs to the caller: two sequences, two of them
            std::fill(state.begin(), state.end(), T(0));
            for (std::size_t t = 0; t < Steps; t += Piece) {
                part::forward(p, nn::view<const T, nn::shape<Piece, Features>, 1>(x.data() + (s * Steps + t) * Features),
                              nn::view<T, typename part::output, 1>(y.data() + (s * Steps + t) * units),
                              nn::streaming_pass<T>{{}, state.data()});
            }
        }
        laws::expect_close("in pieces", y.copy(), expected.copy(), 1e-30);
    };
    in_pieces.template operator()<1>();
    in_pieces.template operator()<2>();
}

}  // namespace streaming
