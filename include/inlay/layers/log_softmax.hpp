// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x - log(sum(e^x)) over the last axis: the logarithms of what softmax gives. The largest x is
/// subtracted first, so that no finite x overflows.
struct log_softmax {
    static constexpr const char* name = "log_softmax";
    static constexpr void settings(auto&&) {}
    static constexpr scores gives = scores::log_probabilities;
    static constexpr link_function link = link_function::log_softmax;

    template <Shape In>
        requires(In::rank > 0)
    struct on : bound_layer<In, In> {
        static constexpr std::size_t width = In::dims[In::rank - 1];
        static constexpr simd::fixed<width> row{};
        static constexpr keep keeps = keep::output;
        static constexpr bool in_place = true;
        static constexpr std::uint64_t flops = 5 * In::size;  // largest, difference, e^x, sum, difference

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            using T = typename Y::value_type;
            for (std::size_t at = 0; at < y.size(); at += width) {
                const T* const from = x.data() + at;
                const T most = simd::largest(from, row);
                const T sum = simd::sum(row, [most](auto a) { return simd::exp(a - most); }, from);
                const T log_sum = simd::log(simd::pack<T, 1>(sum)).v;
                simd::map(row, [=](auto a) { return a - most - log_sum; }, y.data() + at, from);
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                for (std::size_t at = 0; at < dx.size(); at += width) {
                    const T* const d = dy.data() + at;
                    const T sum = simd::sum(row, [](auto a) { return a; }, d);
                    simd::map(
                        row, [sum](auto a, auto y) { return a - simd::exp(y) * sum; }, dx.data() + at, d,
                        pass.y.data() + at);
                }
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
