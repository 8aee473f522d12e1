// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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
    std::vector<laws::leaf_values<T>> leaves;
    P::leaves(laws::leaf_collector<T>{leaves}, p);
    for (std::size_t k = 0; k < leaves.size(); ++k) {
        const std::vector<double> values = laws::scattered(leaves[k].size, 3 + k, 1);
        for (std::size_t i = 0; i < values.size(); ++i) leaves[k].values[i] = static_cast<T>(values[i]);
    }
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
