// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = e^x / sum(e^x) over the last axis: probabilities that sum to 1. The largest x is subtracted first, so
/// that no finite x overflows.
struct softmax {
    static constexpr const char* name = "softmax";
    static constexpr void settings(auto&&) {}
    static constexpr scores gives = scores::probabilities;
    static constexpr link_function link = link_function::softmax;

    template <Shape In>
        requires(In::rank > 0)
    struct on : bound_layer<In, In> {
        static constexpr std::size_t width = In::dims[In::rank - 1];
        static constexpr simd::fixed<width> row{};
        static constexpr keep keeps = keep::output;
        static constexpr bool in_place = true;
        static constexpr std::uint64_t flops = 5 * In::size;  // largest, difference, e^x, sum, product

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            using T = typename Y::value_type;
            for (std::size_t at = 0; at < y.size(); at += width) {
                T* const to = y.data() + at;
                const T most = simd::largest(x.data() + at, row);
                const auto exponential = [most](auto a) {
                    const auto e = simd::exp(a - most);
                    return std::array{e, e};
                };
                const T share = 1 / simd::map_sum(row, exponential, to, x.data() + at);
                simd::map(row, [share](auto e) { return e * share; }, to, to);
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                for (std::size_t at = 0; at < dx.size(); at += width) {
                    const T *const d = dy.data() + at, *const y = pass.y.data() + at;
                    const T mean = simd::sum(row, [](auto a, auto b) { return a * b; }, d, y);
                    simd::map(row, [mean](auto a, auto b) { return (a - mean) * b; }, dx.data() + at, d, y);
                }
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
