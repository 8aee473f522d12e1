// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/pooling.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// The largest value under each window of S.
template <class In, class Out, simd::pooling_size S>
struct bound_max_pool : bound_layer<In, Out> {
    static constexpr memory cache{Out::size, 0};  // which position of each window won
    static constexpr std::uint64_t flops = std::uint64_t{Out::size} * S.pool_height * S.pool_width;

    template <class X, class Y, class Pass>
    static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
        for (std::size_t n = 0; n < x.samples(); ++n) {
            for (std::size_t i = 0; i < S.out_height; ++i) {
                const std::size_t at = i * S.result_row();
                const auto* const from = x.sample(n) + S.rows(i).begin * S.row();
                if constexpr (Pass::training) {
                    simd::max_pool_row<S, S.channels, unchanged>(i, from, S.row(), y.sample(n) + at, pass.cache.per_sample + n * Out::size + at);
                } else {
                    simd::max_pool_row<S, S.channels, unchanged>(i, from, S.row(), y.sample(n) + at, discard{});
                }
            }
        }
    }

    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
        if constexpr (wanted<DX>) {
            if constexpr (!S.disjoint() || !S.covers()) {
                for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
            }
            for (std::size_t n = 0; n < dy.samples(); ++n) {
                for (std::size_t i = 0; i < S.out_height; ++i) {
                    const std::size_t at = i * S.result_row();
                    simd::max_pool_row_backward<S, S.channels, unchanged>(i, dy.sample(n) + at, dy.sample(n) + at, pass.cache.per_sample + n * Out::size + at,
                                                                         dx.sample(n) + S.rows(i).begin * S.row(), S.row());
                }
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
