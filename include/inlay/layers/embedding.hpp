// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/map.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {
template <class T, std::size_t Vocabulary, std::size_t Dim>
struct embedding_parameters {
    tensor<T, shape<Vocabulary, Dim>> embeddings;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"embeddings", role::weight, initializer::random_uniform, Vocabulary, Dim}, p.embeddings...);
    }
    friend constexpr bool operator==(const embedding_parameters&, const embedding_parameters&) = default;
};
}  // namespace detail

/// Row x[t] of a table for each token number x[t]: Keras' and PyTorch's Embedding. Tokens come as elements of T (float holds whole
/// numbers to 2^24), of which a fraction is cut off. A token outside 0 … Vocabulary - 1, or NaN, gives zeros and no gradient:
/// nothing here could report it. Tokens have no gradient, dx is 0.
///
///     in           shape<Steps>            or shape<Steps, 1>, as streams have it
///     out          shape<Steps, Dim>
///     parameters   embeddings  shape<Vocabulary, Dim>  U(-0.05, 0.05)      (PyTorch draws from N(0, 1))
template <std::size_t Vocabulary, std::size_t Dim>
struct embedding {
    static_assert(Vocabulary > 0 && Dim > 0, "inlay: embedding needs at least one token and one dimension");
    static_assert(Vocabulary <= (std::size_t{1} << 24), "inlay: tokens are held by floats, which count to 2^24");
    static constexpr const char* name = "embedding";
    using advice = advice::it_needs_shape_steps_of_token_numbers;
    static constexpr void settings(auto&& visit) {
        visit("input_dim", Vocabulary);
        visit("output_dim", Dim);
    }

    template <Shape In>
        requires(In::rank == 1 || (In::rank == 2 && In::dims[1] == 1))
    struct on : bound_layer<In, shape<In::dims[0], Dim>> {
        template <class T>
        using parameters = detail::embedding_parameters<T, Vocabulary, Dim>;
        static constexpr keep keeps = keep::input;
        static constexpr bool streams = true;

        template <class W, class X, class Y>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const auto&) {
            using T = typename Y::value_type;
            const std::size_t count = x.size();
            for (std::size_t i = 0; i < count; ++i) {
                const T token = x.data()[i];
                T* const to = y.data() + i * Dim;
                if (!known(token)) {
                    for (std::size_t d = 0; d < Dim; ++d) to[d] = 0;
                } else if constexpr (std::is_same_v<W, T>) {
                    simd::map(row, [](auto a) { return a; }, to, p.embeddings.data() + offset(token));
                } else {
                    for (std::size_t d = 0; d < Dim; ++d) to[d] = static_cast<T>(p.embeddings[offset(token) + d]);
                }
            }
        }

        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>&, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
            const std::size_t count = pass.x.size();
            for (std::size_t i = 0; i < count; ++i) {
                if constexpr (wanted<DX>) dx.data()[i] = 0;
                const auto token = pass.x.data()[i];
                if (!known(token)) continue;
                G* const to = dp.embeddings.data() + offset(token);
                const auto* const d = dy.data() + i * Dim;
                if constexpr (std::is_same_v<G, typename DY::value_type>) {
                    simd::map(row, [](auto a, auto b) { return a + b; }, to, static_cast<const G*>(to), d);
                } else {
                    for (std::size_t k = 0; k < Dim; ++k) to[k] += static_cast<G>(d[k]);
                }
            }
        }

    private:
        static constexpr simd::fixed<Dim> row{};
        template <class T>
        static constexpr bool known(T token) {
            return token >= 0 && token < static_cast<T>(Vocabulary);
        }
        template <class T>
        static constexpr std::size_t offset(T token) {
            return static_cast<std::size_t>(token) * Dim;
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
