// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/matrix.hpp>

namespace inlay::inline INLAY_ABI {

/// Fully connected layer, y = x kernel + bias: Keras' Dense without its activation, PyTorch's Linear.
///
///     in           shape<N>
///     out          shape<Units>
///     parameters   kernel  shape<N, Units>  Glorot uniform      bias  shape<Units>  zeros
template <std::size_t Units>
struct dense {
    static_assert(Units > 0, "inlay: dense needs at least one unit");
    static constexpr const char* name = "dense";
    using advice = advice::put_flatten_before_it;
    static constexpr void settings(auto&& visit) { visit("units", Units); }

    template <Vector In>
    struct on : bound_layer<In, shape<Units>> {
        static constexpr keep keeps = keep::input;
        static constexpr std::uint64_t flops = 2 * std::uint64_t{In::size} * Units;

        template <class T>
        struct parameters {
            tensor<T, shape<In::size, Units>> kernel;
            tensor<T, shape<Units>> bias;

            static constexpr void leaves(auto&& visit, auto&... p) {
                visit(leaf{"kernel", role::weight, initializer::glorot_uniform, In::size, Units}, p.kernel...);
                visit(leaf{"bias", role::bias, initializer::zeros, In::size, Units}, p.bias...);
            }
            friend constexpr bool operator==(const parameters&, const parameters&) = default;
        };

        template <class W, class X, class Y>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const auto&) {
            simd::affine<In::size, Units>(x.data(), p.kernel.data(), p.bias.data(), y.data(), x.samples());
        }

        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
            const std::size_t n = dy.samples();
            if constexpr (wanted<DX>) {
                simd::multiply_transposed<In::size, Units>(dy.data(), p.kernel.data(), dx.data(), n);
            }
            simd::accumulate_outer<In::size, Units>(pass.x.data(), dy.data(), dp.kernel.data(), n);
            simd::accumulate_rows<Units>(dy.data(), dp.bias.data(), n);
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
