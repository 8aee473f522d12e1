// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/normalization.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {
template <class T, std::size_t Features>
struct rms_norm_parameters {
    tensor<T, shape<Features>> scale;

    static constexpr void leaves(auto&& visit, auto&... p) { visit(leaf{"scale", role::bias, initializer::ones}, p.scale...); }
    friend constexpr bool operator==(const rms_norm_parameters&, const rms_norm_parameters&) = default;
};
}  // namespace detail

/// y = scale x / sqrt(mean(x^2) + Epsilon) over the last axis of each sample (Zhang & Sennrich 2019; Keras' RMSNormalization).
///
///     in, out      shape<..., Features>
///     parameters   scale[Features]
///
/// torch.nn.RMSNorm has the type's own epsilon, 1.2e-7 in float, if nothing is said.
template <real Epsilon = 1e-6>
struct rms_norm {
    static_assert(double{Epsilon} > 0, "inlay: the epsilon of rms_norm is more than 0");
    static constexpr const char* name = "rms_norm";
    static constexpr void settings(auto&& visit) { visit("epsilon", Epsilon); }

    template <Shape In>
        requires(In::rank > 0)
    struct on : bound_layer<In, In> {
        static constexpr std::size_t features = In::dims[In::rank - 1], rows = In::size / features;
        template <class T>
        using parameters = detail::rms_norm_parameters<T, features>;
        static constexpr keep keeps = keep::input;
        static constexpr memory cache{rows, 0};  // 1 / root of the mean square
        static constexpr std::uint64_t flops = 4 * std::uint64_t{In::size};
        static constexpr bool streams = true;

        template <class W, class X, class Y, class Pass>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            for (std::size_t row = 0; row < x.samples() * rows; ++row) {
                const T* const from = x.data() + row * features;
                T* const to = y.data() + row * features;
                const T square = simd::sum(simd::fixed<features>{}, [](auto v) { return v * v; }, from) / T(features);
                const T inverse = 1 / sqrt(simd::pack<T, 1>(square + static_cast<T>(double{Epsilon}))).v;
                simd::for_packs<T, features>([&]<class P>(P*, std::size_t c) __attribute__((always_inline)) {
                    (P::load(from + c) * P(inverse) * simd::load_as<P>(p.scale.data() + c)).store(to + c);
                });
                if constexpr (Pass::training) pass.cache.per_sample[row] = inverse;
            }
        }

        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
            using T = typename DY::value_type;
            for (std::size_t row = 0; row < dy.samples() * rows; ++row) {
                const T *const from = pass.x.data() + row * features, *const d = dy.data() + row * features;
                const T inverse = pass.cache.per_sample[row];
                const auto sums = simd::sum_row<T, features, 1>([&]<class P>(P*, std::size_t c) __attribute__((always_inline)) {
                    const P slope = P::load(d + c), u = P::load(from + c) * P(inverse);
                    fma(slope, u, P::load(dp.scale.data() + c)).store(dp.scale.data() + c);
                    return std::array<P, 1>{slope * simd::load_as<P>(p.scale.data() + c) * u};
                });
                if constexpr (wanted<DX>) {
                    T* const to = dx.data() + row * features;
                    const T share = sums[0] / T(features) * inverse;
                    simd::for_packs<T, features>([&]<class P>(P*, std::size_t c) __attribute__((always_inline)) {
                        const P g = P::load(d + c) * simd::load_as<P>(p.scale.data() + c);
                        ((g - P::load(from + c) * P(share)) * P(inverse)).store(to + c);
                    });
                }
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
