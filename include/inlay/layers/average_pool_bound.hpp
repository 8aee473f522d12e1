// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/pooling.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// The mean of the values under each window of S: of those on the picture, or with CountAll of the whole window.
template <class In, class Out, simd::pooling_size S, bool CountAll>
struct bound_average_pool : bound_layer<In, Out> {
    static constexpr std::uint64_t flops = std::uint64_t{Out::size} * S.pool_height * S.pool_width;

    template <class X, class Y>
    static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
        for (std::size_t n = 0; n < x.samples(); ++n) {
            for (std::size_t i = 0; i < S.out_height; ++i) {
                simd::average_pool_row<S, CountAll>(i, x.sample(n) + S.rows(i).begin * S.row(), y.sample(n) + i * S.result_row());
            }
        }
    }

    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
        if constexpr (wanted<DX>) {
            if constexpr (!S.disjoint() || !S.covers()) {
                for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
            }
            for (std::size_t n = 0; n < dy.samples(); ++n) {
                for (std::size_t i = 0; i < S.out_height; ++i) {
                    simd::average_pool_row_backward<S, CountAll>(i, dy.sample(n) + i * S.result_row(), dx.sample(n) + S.rows(i).begin * S.row());
                }
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
