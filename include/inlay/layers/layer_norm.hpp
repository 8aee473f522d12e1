// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/normalization.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/normalization.hpp>

namespace inlay::inline INLAY_ABI {

/// y = gamma (x - mean) / sqrt(variance + Epsilon) + beta over the last axis of each sample (Ba, Kiros & Hinton 2016; Keras'
/// LayerNormalization). Rows of values far from 0 and close together come out right.
///
///     in, out      shape<..., Features>
///     parameters   gamma[Features], beta[Features]
///
/// Options: center::no, scale::no. torch.nn.LayerNorm over the last axis is layer_norm<1e-5>.
template <real Epsilon = 1e-3, auto... Options>
struct layer_norm {
    static_assert(double{Epsilon} > 0, "inlay: the epsilon of layer_norm is more than 0");
    static_assert((detail::is_option<Options, center, scale> && ...), "inlay: the options of layer_norm are center and scale");
    static constexpr center centers = detail::option(center::yes, Options...);
    static constexpr scale scales = detail::option(scale::yes, Options...);
    static constexpr const char* name = "layer_norm";
    static constexpr void settings(auto&& visit) {
        visit("epsilon", Epsilon);
        visit("center", centers == center::yes ? "true" : "false");
        visit("scale", scales == scale::yes ? "true" : "false");
    }

    template <Shape In>
        requires(In::rank > 0)
    struct on : bound_layer<In, In> {
        static constexpr std::size_t features = In::dims[In::rank - 1], rows = In::size / features;
        template <class T>
        using parameters = detail::gamma_and_beta<T, features, scales, centers>;
        static constexpr keep keeps = keep::input;
        static constexpr memory cache{2 * rows, 0};  // of each row the mean, counted from its first value, and 1 / deviation
        static constexpr std::uint64_t flops = 7 * std::uint64_t{In::size};
        static constexpr bool streams = true;

        template <class W, class X, class Y, class Pass>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            const auto gamma = detail::gamma_of(p);
            const auto beta = detail::beta_of(p);
            for (std::size_t row = 0; row < x.samples() * rows; ++row) {
                const T* const from = x.data() + row * features;
                T* const to = y.data() + row * features;
                const T first = from[0];
                const T mean = simd::sum(all, [first](auto v) { return v - first; }, from) / T(features);
                const auto square = [first, mean](auto v) {
                    const auto d = v - first - mean;
                    return d * d;
                };
                const T inverse = inverse_root(simd::sum(all, square, from) / T(features));
                simd::for_packs<T, features>([&]<class P>(P* pack, std::size_t c) __attribute__((always_inline)) {
                    const P u = (P::load(from + c) - P(first) - P(mean)) * P(inverse);
                    fma(u, gamma(pack, c), beta(pack, c)).store(to + c);
                });
                if constexpr (Pass::training) {
                    pass.cache.per_sample[2 * row] = mean;
                    pass.cache.per_sample[2 * row + 1] = inverse;
                }
            }
        }

        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
            using T = typename DY::value_type;
            const auto gamma = detail::gamma_of(p);
            for (std::size_t row = 0; row < dy.samples() * rows; ++row) {
                const T *const from = pass.x.data() + row * features, *const d = dy.data() + row * features;
                const T first = from[0], mean = pass.cache.per_sample[2 * row], inverse = pass.cache.per_sample[2 * row + 1];
                const auto unit = [&]<class P>(P*, std::size_t c) __attribute__((always_inline)) {
                    return (P::load(from + c) - P(first) - P(mean)) * P(inverse);
                };
                const auto means = simd::sum_row<T, features, 2>([&]<class P>(P* pack, std::size_t c) __attribute__((always_inline)) {
                    const P slope = P::load(d + c), u = unit(pack, c), g = slope * gamma(pack, c);
                    if constexpr (scales == scale::yes) fma(slope, u, P::load(dp.gamma.data() + c)).store(dp.gamma.data() + c);
                    if constexpr (centers == center::yes) (P::load(dp.beta.data() + c) + slope).store(dp.beta.data() + c);
                    return std::array<P, 2>{g, g * u};
                });
                if constexpr (wanted<DX>) {
                    T* const to = dx.data() + row * features;
                    const T level = means[0] / T(features), along = means[1] / T(features);
                    simd::for_packs<T, features>([&]<class P>(P* pack, std::size_t c) __attribute__((always_inline)) {
                        const P rest = fma(P::load(d + c), gamma(pack, c), P(-level)) - unit(pack, c) * P(along);
                        (rest * P(inverse)).store(to + c);
                    });
                }
            }
        }

    private:
        static constexpr simd::fixed<features> all{};
        template <class T>
        static constexpr T inverse_root(T variance) {
            return 1 / sqrt(simd::pack<T, 1>(variance + static_cast<T>(double{Epsilon}))).v;
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
