// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// The products of minimal filtering: many small matrices, each multiplied with the transformed taps that it belongs to.
namespace inlay::inline INLAY_ABI::simd::detail {

/// to[tap][share][row][filter] = v[tap][share][row][Depth] w[tap][Depth][filter] for `parts` times R rows, of V packs of columns whose last one
/// begins at `last`. Each tap has its own number of shares, `v_step` and `to_step` elements apart; rows of v are Step elements apart, and may
/// share some.
template <std::size_t L, std::size_t R, std::size_t V, std::size_t Depth, std::size_t Step, std::size_t Filters, class T, class W>
[[gnu::noinline]] void multiply_tiles(const T* v, std::size_t v_step, const W* w, T* to, std::size_t to_step, std::size_t last, const std::size_t* shares,
                                      std::size_t taps, std::size_t parts) {
    using P = pack<T, L>;
    // With few channels, or one pack, all that is not a product shows.
    constexpr bool at_once = V == 1 || Depth <= 12;
    constexpr std::size_t ahead = 32;  // rows for which weights are sent
    for (std::size_t tap = 0; tap < taps; ++tap, w += Depth * Filters) {
        for (std::size_t share = 0; share < shares[tap]; ++share, v += v_step, to += to_step) {
            T* c = to;
            for (std::size_t part = 0; part < parts; ++part, c += R * Filters) {
                P sum[R * V];
                const T* a = v + part * R * Step;
                const W* b = w;
                const auto multiply_channel = [&]<bool First>(std::bool_constant<First>) __attribute__((always_inline)) {
                    P right[V];
                    read_right<V>(right, b, last);
                    if constexpr (First) {
                        INLAY_UNROLL for (std::size_t i = 0; i < R * V; ++i) sum[i] = P(a[i / V * Step]) * right[i % V];
                    } else {
                        INLAY_UNROLL for (std::size_t i = 0; i < R * V; ++i) sum[i] = fma(P(a[i / V * Step]), right[i % V], sum[i]);
                    }
                    if (!at_once && part == 0) {
                        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) __builtin_prefetch(b + ahead * Filters + v * L);
                    }
                    ++a;
                    b += Filters;
                };
                multiply_channel(std::true_type{});
                if constexpr (at_once) {
#pragma GCC unroll 16
                    for (std::size_t k = 1; k < Depth; ++k) multiply_channel(std::false_type{});
                } else {
#pragma GCC unroll 2
                    for (std::size_t k = 1; k < Depth; ++k) multiply_channel(std::false_type{});
                }
                store_tile<R, V>(sum, c, Filters, last);
            }
        }
    }
}

/// The same for Rows rows, in tiles of at most Packs packs.
template <std::size_t Rows, std::size_t Depth, std::size_t Step, std::size_t Filters, std::size_t Packs, class T, class W>
constexpr void multiply_taps(const T* v, std::size_t v_step, const W* w, T* to, std::size_t to_step, const std::size_t* shares, std::size_t taps) {
    if (INLAY_CONSTANT_EVALUATED) {
        for (std::size_t tap = 0; tap < taps; ++tap, w += Depth * Filters) {
            for (std::size_t share = 0; share < shares[tap]; ++share, v += v_step, to += to_step) {
                for (std::size_t row = 0; row < Rows; ++row) {
                    T sums[Filters]{};  // v may lie where `to` does
                    for (std::size_t k = 0; k < Depth; ++k) {
                        for (std::size_t f = 0; f < Filters; ++f) sums[f] += v[row * Step + k] * static_cast<T>(w[k * Filters + f]);
                    }
                    for (std::size_t f = 0; f < Filters; ++f) to[row * Filters + f] = sums[f];
                }
            }
        }
    } else {
        for_strips<T, Filters, Packs>([=]<class Strip>(Strip, std::size_t column) {
            constexpr std::size_t most = Strip::packs == 1 && Step == Depth ? 2 * product_tile.rows : Packs > product_tile.packs ? 4 : product_tile.rows;
            constexpr std::size_t parts = (Rows + most - 1) / most, length = Rows / parts, longer = Rows % parts, first = longer * (length + 1);
            if constexpr (longer > 0) {
                multiply_tiles<Strip::lanes, length + 1, Strip::packs, Depth, Step, Filters>(v, v_step, w + column, to + column, to_step, Strip::last, shares,
                                                                                             taps, longer);
            }
            multiply_tiles<Strip::lanes, length, Strip::packs, Depth, Step, Filters>(v + first * Step, v_step, w + column, to + first * Filters + column, to_step,
                                                                                     Strip::last, shares, taps, parts - longer);
        });
    }
}

}  // namespace inlay::inline INLAY_ABI::simd::detail
