// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/average_pool_bound.hpp>
#include <inlay/layers/pooling.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of each feature over all time steps, Keras' GlobalAveragePooling1D: with a mask, over the steps that count. Where none
/// counts the mean is 0 (Keras' would be NaN).
///
///     in           shape<Steps, Features>
///     out          shape<Features>
struct global_average_pool1d {
    static constexpr const char* name = "global_average_pool1d";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&&) {}

    template <Shape In>
        requires(In::rank == 2)
    struct on : detail::bound_average_pool<In, detail::global_result<In>, detail::global_window<In>, true> {
        using unmasked = detail::bound_average_pool<In, detail::global_result<In>, detail::global_window<In>, true>;
        static constexpr std::size_t steps = In::dims[0], features = In::dims[1];
        static constexpr bool reads_mask = true;

        template <class X, class Y>
        static constexpr void forward(const no_parameters& p, X x, Y y, const auto& pass) {
            using T = typename Y::value_type;
            if (pass.mask == nullptr) return unmasked::forward(p, x, y, pass);
            for (std::size_t n = 0; n < x.samples(); ++n) {
                const T* const mask = pass.mask + n * steps;
                T* const to = y.sample(n);
                for (std::size_t f = 0; f < features; ++f) to[f] = 0;
                for (std::size_t t = 0; t < steps; ++t) {
                    if (mask[t] == 0) continue;
                    simd::map(all, [](auto a, auto b) { return a + b; }, to, to, x.sample(n) + t * features);
                }
                simd::map(all, [share = share_of(mask)](auto a) { return a * share; }, to, to);
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters& p, DY dy, DX dx, no_parameters& dp, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                if (pass.mask == nullptr) return unmasked::backward(p, dy, dx, dp, pass);
                for (std::size_t n = 0; n < dy.samples(); ++n) {
                    const T* const mask = pass.mask + n * steps;
                    const T share = share_of(mask);
                    for (std::size_t t = 0; t < steps; ++t) {
                        simd::map(all, [part = mask[t] == 0 ? T(0) : share](auto d) { return d * part; }, dx.sample(n) + t * features, dy.sample(n));
                    }
                }
            }
        }

    private:
        static constexpr simd::fixed<features> all{};
        template <class T>
        static constexpr T share_of(const T* mask) {
            std::size_t count = 0;
            for (std::size_t t = 0; t < steps; ++t) count += mask[t] == 0 ? 0 : 1;
            return 1 / static_cast<T>(count > 0 ? count : 1);
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
