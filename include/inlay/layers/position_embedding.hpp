// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {
template <class T, class In>
struct position_parameters {
    tensor<T, In> embeddings;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"embeddings", role::weight, initializer::glorot_uniform, In::dims[0], In::dims[1]}, p.embeddings...);
    }
    friend constexpr bool operator==(const position_parameters&, const position_parameters&) = default;
};
}  // namespace detail

/// y[t] = x[t] + embeddings[t]: what a time step is told of its position is learned. x plus KerasHub's PositionEmbedding, or plus a
/// PyTorch Embedding over 0 … Steps - 1 (which starts from N(0, 1)). See also sinusoidal_position_encoding.
///
///     in, out      shape<Steps, Dim>
///     parameters   embeddings  shape<Steps, Dim>  Glorot uniform
struct position_embedding {
    static constexpr const char* name = "position_embedding";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&&) {}

    template <Shape In>
        requires(In::rank == 2)
    struct on : bound_layer<In, In> {
        template <class T>
        using parameters = detail::position_parameters<T, In>;
        static constexpr bool in_place = true;
        static constexpr std::uint64_t flops = In::size;

        template <class W, class X, class Y>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const auto&) {
            using T = typename Y::value_type;
            for (std::size_t s = 0; s < x.samples(); ++s) {
                T* const to = y.sample(s);
                const T* const from = x.sample(s);
                if constexpr (std::is_same_v<W, T>) {
                    simd::map(simd::fixed<In::size>{}, [](auto a, auto b) { return a + b; }, to, from, p.embeddings.data());
                } else {
                    for (std::size_t i = 0; i < In::size; ++i) to[i] = from[i] + static_cast<T>(p.embeddings[i]);
                }
            }
        }

        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>&, DY dy, DX dx, parameters<G>& dp, const auto&) {
            simd::accumulate_rows<In::size>(dy.data(), dp.embeddings.data(), dy.samples());
            if constexpr (wanted<DX>) simd::map(simd::elements(dx), [](auto a) { return a; }, dx.data(), dy.data());
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
