// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>
#include <utility>

/// Products with few outputs, as the ten classes of a classifier: along them, a wide register would be filled in part. Here
/// its lanes are eight inputs of two outputs, and each result is a sum over lanes. For AVX-512 and float only; elsewhere
/// `narrow_product` is never true.
namespace inlay::inline INLAY_ABI::simd {

#if INLAY_VECTOR_BYTES == 64 && defined(__AVX512VL__)

template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr bool narrow_product = std::is_same_v<T, float> && std::is_same_v<W, float> && Out >= 6 && Out <= 12 && Out % 2 == 0 && In >= 32;

namespace detail {

/// Where the values of register q of the panel, [two outputs][eight rows], are found in eight rows of w: a lane of the
/// `source`-th pair of registers that these fill.
template <std::size_t Out>
struct narrow_order {
    static constexpr std::size_t registers = Out / 2, pairs = (registers + 1) / 2;
    struct choice {
        alignas(64) std::array<int, 16> lanes{};
        __mmask16 mask = 0;
    };
    static constexpr std::array<std::array<choice, pairs>, registers> choices = [] {
        std::array<std::array<choice, pairs>, registers> all{};
        for (std::size_t q = 0; q < registers; ++q) {
            for (std::size_t lane = 0; lane < 16; ++lane) {
                const std::size_t at = lane % 8 * Out + 2 * q + lane / 8;
                all[q][at / 32].lanes[lane] = static_cast<int>(at % 32);
                all[q][at / 32].mask = static_cast<__mmask16>(all[q][at / 32].mask | 1u << lane);
            }
        }
        return all;
    }();
};

/// Eight rows of w as registers of two outputs each.
template <std::size_t Out>
INLAY_INLINE void narrow_panel(const float* w, float* panel) {
    using order = narrow_order<Out>;
    unrolled<order::registers>([&]<std::size_t q>() __attribute__((always_inline)) {
        __m512 both = _mm512_setzero_ps();
        unrolled<order::pairs>([&]<std::size_t p>() __attribute__((always_inline)) {
            constexpr auto& choice = order::choices[q][p];
            const __m512 first = _mm512_loadu_ps(w + 32 * p);
            const __m512 second = 2 * p + 1 < order::registers ? _mm512_loadu_ps(w + 32 * p + 16) : first;
            const __m512i lanes = _mm512_load_si512(choice.lanes.data());
            both = _mm512_mask_mov_ps(both, choice.mask, _mm512_permutex2var_ps(first, lanes, second));
        });
        _mm512_store_ps(panel + 16 * q, both);
    });
}

/// a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3], in each quarter of the registers.
INLAY_INLINE __m512 add_neighbours(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_ps(a, b, 0x88), _mm512_shuffle_ps(a, b, 0xdd));
}

/// Results 16 h and on of four rows that follow each other, from all their sums [row][two outputs].
template <std::size_t Registers, std::size_t h>
INLAY_INLINE __m512 narrow_results(const __m512* s) {
    // Of four sums: their first outputs in quarters 0 and 1, which are to be added yet, their second ones in 2 and 3.
    const auto four = [s](std::size_t g) __attribute__((always_inline)) {
        return add_neighbours(add_neighbours(s[4 * g], s[4 * g + 1]), add_neighbours(s[4 * g + 2], s[4 * g + 3]));
    };
    const __m512 low = four(2 * h);
    __m512 high = low;
    if constexpr (2 * h + 1 < Registers) high = four(2 * h + 1);
    const __m512 all = _mm512_add_ps(_mm512_shuffle_f32x4(low, high, 0x88), _mm512_shuffle_f32x4(low, high, 0xdd));
    return _mm512_permutexvar_ps(_mm512_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15), all);
}

}  // namespace detail

/// y[n][Out] = F(x[n][In] w + bias[Out]) for n >= 4.
template <std::size_t In, std::size_t Out, class F>
INLAY_INLINE void affine_narrow(const float* x, const float* w, const float* bias, float* y, std::size_t n) {
    constexpr std::size_t Q = Out / 2, R = 4, rest = In % 8, blocks = (In + 7) / 8;
    alignas(64) float panel[blocks * Q * 16];
    for (std::size_t b = 0; b < In / 8; ++b) detail::narrow_panel<Out>(w + b * 8 * Out, panel + b * Q * 16);
    if constexpr (rest > 0) {
        float last[8 * Out] = {};
        for (std::size_t i = 0; i < rest * Out; ++i) last[i] = w[(In - rest) * Out + i];
        detail::narrow_panel<Out>(last, panel + (blocks - 1) * Q * 16);
    }
    constexpr std::size_t results = R * Out;  // of four rows: whole registers, and half a one where Q is odd
    alignas(64) float start[(results + 15) / 16 * 16] = {};
    for (std::size_t i = 0; i < results; ++i) start[i] = bias[i % Out];
    for (std::size_t row = 0;; row = row + 2 * R <= n ? row + R : n - R) {  // the last rows may be computed twice
        const float* from = x + row * In;
        __m512 s[R * Q];
        const auto multiply = [&](const float* right, auto load) __attribute__((always_inline)) {
            [&]<std::size_t... q>(std::index_sequence<q...>) __attribute__((always_inline)) {
                const __m512 w8[] = {_mm512_load_ps(right + 16 * q)...};
                unrolled<R>([&]<std::size_t r>() __attribute__((always_inline)) {
                    const __m512 left = _mm512_broadcast_f32x8(load(from + r * In));
                    ((s[r * Q + q] = _mm512_fmadd_ps(left, w8[q], s[r * Q + q])), ...);
                });
            }(std::make_index_sequence<Q>{});
        };
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            ((s[i] = _mm512_setzero_ps()), ...);
        }(std::make_index_sequence<R * Q>{});
        const float* right = panel;
#pragma GCC unroll 4
        for (std::size_t b = 0; b < In / 8; ++b, from += 8, right += 16 * Q) {
            multiply(right, [](const float* at) __attribute__((always_inline)) { return _mm256_loadu_ps(at); });
        }
        if constexpr (rest > 0) {
            constexpr __mmask8 inputs = (1u << rest) - 1;
            multiply(right, [](const float* at) __attribute__((always_inline)) { return _mm256_maskz_loadu_ps(inputs, at); });
        }
        unrolled<(results + 15) / 16>([&]<std::size_t h>() __attribute__((always_inline)) {
            const pack<float, 16> result(_mm512_add_ps(detail::narrow_results<Q, h>(s), _mm512_load_ps(start + 16 * h)));
            const pack<float, 16> value(F::value(result));
            _mm512_mask_storeu_ps(y + row * Out + 16 * h, results - 16 * h < 16 ? __mmask16{0xff} : __mmask16{0xffff}, value.v);
        });
        if (row + R == n) return;
    }
}

#else

template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr bool narrow_product = false;

template <std::size_t In, std::size_t Out, class F>
void affine_narrow(const float* x, const float* w, const float* bias, float* y, std::size_t n);

#endif

}  // namespace inlay::inline INLAY_ABI::simd
