// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/normalization.hpp>
#include <inlay/simd/normalization.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// Normalisation over all positions, and each `Group` channels, of one sample.
template <class In, std::size_t Group, real Epsilon, scale Scale, center Center>
struct bound_group_norm : bound_layer<In, In> {
    static constexpr std::size_t channels = In::dims[In::rank - 1], rows = In::size / channels;
    static constexpr std::size_t room = simd::column_statistics<float>::arrays * channels;
    template <class T>
    using parameters = gamma_and_beta<T, channels, Scale, Center>;
    static constexpr keep keeps = keep::input;
    static constexpr memory cache{room, 0};
    static constexpr memory inference_scratch{0, room};
    static constexpr memory training_scratch{0, 2 * channels};
    static constexpr std::uint64_t flops = 7 * std::uint64_t{In::size};

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        for (std::size_t n = 0; n < x.samples(); ++n) {
            const auto statistics = simd::column_statistics<T>::template within<channels>([&] {
                if constexpr (Pass::training) {
                    return pass.cache.per_sample + n * room;
                } else {
                    return pass.scratch.per_call;
                }
            }());
            simd::measure_columns<channels, Group>(x.sample(n), rows, static_cast<T>(double{Epsilon}), statistics);
            simd::normalize_columns<channels>(x.sample(n), y.sample(n), rows, statistics, gamma_of(p), beta_of(p));
        }
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        using T = typename DY::value_type;
        T *const of_dy = pass.scratch.per_call, *const of_dy_u = of_dy + channels;
        for (std::size_t n = 0; n < dy.samples(); ++n) {
            const auto statistics = simd::column_statistics<T>::template within<channels>(pass.cache.per_sample + n * room);
            const T *const x = pass.x.sample(n), *const d = dy.sample(n);
            simd::sum_slopes<channels>(x, d, rows, statistics, of_dy, of_dy_u, gamma_of(p), beta_of(p));
            add_slopes<channels>(dp, of_dy_u, of_dy);
            if constexpr (wanted<DX>) {
                simd::normalize_columns_backward<channels, Group>(x, d, dx.sample(n), rows, statistics, of_dy, of_dy_u, gamma_of(p), beta_of(p));
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
