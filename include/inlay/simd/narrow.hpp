// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/pieces.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// Products with few outputs, as the ten classes of a classifier: along them, a wide register would be filled in part. Here
/// its lanes are four inputs of each of four outputs, or eight inputs of each of two, and results are sums over lanes. For
/// AVX-512 and float only; elsewhere `narrow_product` is never true.
namespace inlay::inline INLAY_ABI::simd {

#if INLAY_VECTOR_BYTES == 64 && defined(__AVX512VL__)

template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr bool narrow_product = std::is_same_v<T, float> && std::is_same_v<W, float> && Out >= 6 && Out <= 12 && Out % 2 == 0 && In >= 32;

namespace detail {

/// A register chosen from the lanes of several.
struct choice {
    alignas(64) std::array<int, 16> lanes{};
    std::array<__mmask16, 5> from{};  // which lanes come from which register

    constexpr void set(std::size_t lane, std::size_t source, std::size_t at) {
        lanes[lane] = static_cast<int>(source == 1 ? 16 + at : at);
        from[source] = static_cast<__mmask16>(from[source] | 1u << lane);
    }
};
template <std::size_t Count>
INLAY_INLINE __m512 chosen(const choice& c, const __m512* registers) {
    const __m512i lanes = _mm512_load_si512(c.lanes.data());
    __m512 all = _mm512_permutex2var_ps(registers[0], lanes, registers[1]);
    INLAY_UNROLL for (std::size_t k = 2; k < Count; ++k) {
        if (c.from[k] != 0) all = _mm512_mask_permutexvar_ps(all, c.from[k], lanes, registers[k]);
    }
    return all;
}

/// Of eight inputs, the weights fill Out / 2 registers: `fours` for the first four inputs, as many for the others, `pairs` for all.
/// (With one of fours, an input would be loaded per product.)
template <std::size_t Out>
struct narrow {
    static constexpr std::size_t fours = Out < 8 ? 0 : Out / 4, pairs = (Out - 4 * fours) / 2, registers = Out / 2;
    static constexpr std::size_t sums = fours + pairs;  // per row

    /// Four rows of w are read as so many vectors, the last one ends with them.
    static constexpr std::size_t vectors = (Out + 3) / 4;
    static constexpr std::size_t vector(std::size_t v) { return v + 1 < vectors ? 16 * v : 4 * Out - 16; }

    /// Weights of four inputs in each quarter, of an output each.
    static constexpr std::array<choice, fours> weights = [] {
        std::array<choice, fours> all{};
        for (std::size_t q = 0; q < fours; ++q) {
            for (std::size_t lane = 0; lane < 16; ++lane) {
                const std::size_t at = lane % 4 * Out + 4 * q + lane / 4, v = at / 16 + 1 < vectors ? at / 16 : vectors - 1;
                all[q].set(lane, v, at - vector(v));
            }
        }
        return all;
    }();
    /// Weights of eight inputs in each half, from eight rows.
    static constexpr std::array<choice, pairs> pair_weights = [] {
        std::array<choice, pairs> all{};
        for (std::size_t q = 0; q < pairs; ++q) {
            for (std::size_t lane = 0; lane < 16; ++lane) {
                const std::size_t at = lane % 8 * Out + 4 * fours + 2 * q + lane / 8;
                all[q].set(lane, at / 16, at % 16);
            }
        }
        return all;
    }();

    /// Results of eight rows in their order: from two of the registers that the sums of fours give, [output][sum] of four sums
    /// each, and the one of a pair, [half of the rows][output][row]; or from three of pairs.
    static constexpr std::size_t first_result(std::size_t j) { return 16 * j / Out * fours / 4; }
    static constexpr std::array<choice, registers> results = [] {
        std::array<choice, registers> all{};
        for (std::size_t j = 0; j < registers; ++j) {
            for (std::size_t lane = 0; lane < 16; ++lane) {
                const std::size_t row = (16 * j + lane) / Out, o = (16 * j + lane) % Out, sum = row * fours + o / 4;
                if (o < 4 * fours) {
                    all[j].set(lane, sum / 4 - first_result(j), o % 4 * 4 + sum % 4);
                } else {
                    all[j].set(lane, fours > 0 ? 2 : o / 2, row / 4 * 8 + o % 2 * 4 + row % 4);
                }
            }
        }
        return all;
    }();
};

/// The registers of eight rows of w.
template <std::size_t Out>
INLAY_INLINE void narrow_panel(const float* w, float* panel) {
    using layout = narrow<Out>;
    INLAY_UNROLL for (std::size_t half = 0; half < (layout::fours > 0 ? 2 : 0); ++half, panel += 16 * layout::fours) {
        __m512 four[layout::vectors];
        INLAY_UNROLL for (std::size_t v = 0; v < layout::vectors; ++v) four[v] = _mm512_loadu_ps(w + half * 4 * Out + layout::vector(v));
        INLAY_UNROLL for (std::size_t q = 0; q < layout::fours; ++q) _mm512_store_ps(panel + 16 * q, chosen<layout::vectors>(layout::weights[q], four));
    }
    __m512 eight[layout::registers];
    INLAY_UNROLL for (std::size_t v = 0; v < layout::registers; ++v) eight[v] = _mm512_loadu_ps(w + 16 * v);
    INLAY_UNROLL for (std::size_t q = 0; q < layout::pairs; ++q) _mm512_store_ps(panel + 16 * q, chosen<layout::registers>(layout::pair_weights[q], eight));
}

/// a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3], in each quarter of the registers.
INLAY_INLINE __m512 add_neighbours(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_ps(a, b, 0x88), _mm512_shuffle_ps(a, b, 0xdd));
}
/// Their sums over each quarter, one behind the other.
INLAY_INLINE __m512 add_quarters(__m512 a, __m512 b, __m512 c, __m512 d) { return add_neighbours(add_neighbours(a, b), add_neighbours(c, d)); }

/// Lanes `from` and on of two registers that follow each other.
template <std::size_t from>
INLAY_INLINE __m512 lanes_from(__m512 low, __m512 high) {
    return _mm512_castsi512_ps(_mm512_alignr_epi32(_mm512_castps_si512(high), _mm512_castps_si512(low), from));
}
/// To the first `Count` values of some registers are added as many behind them.
template <std::size_t Count, std::size_t V>
INLAY_INLINE void add_halves(__m512 (&s)[V]) {
    unrolled<(Count + 15) / 16>([&]<std::size_t v>() __attribute__((always_inline)) {
        constexpr std::size_t low = v + Count / 16, high = low + 1 < V ? low + 1 : low;
        s[v] = _mm512_add_ps(s[v], lanes_from<Count % 16>(s[low], s[high]));
    });
}

/// Which of eight inputs the lanes of eight rows belong to.
template <std::size_t Out>
inline constexpr std::array<int, 8 * Out> inputs_of_lanes = [] {
    std::array<int, 8 * Out> inputs{};
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<int>(i / Out);
    return inputs;
}();

}  // namespace detail

/// y[Out] = F(x[In] w + bias[Out]): eight rows of w are Out / 2 whole registers, which are multiplied by the inputs of their lanes.
template <std::size_t In, std::size_t Out, class F>
INLAY_INLINE void affine_narrow_row(const float* x, const float* w, const float* bias, float* y) {
    constexpr std::size_t V = Out / 2, rest = In % 8, L = lanes_within<float>(Out);
    __m512 sum[V];
    __m512i inputs[V];  // which of eight
    INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) {
        inputs[v] = _mm512_loadu_si512(detail::inputs_of_lanes<Out>.data() + 16 * v);
        sum[v] = _mm512_setzero_ps();
    }
    for (std::size_t k = 0; k + 8 <= In; k += 8, x += 8, w += 8 * Out) {
        const __m512 eight = _mm512_castps256_ps512(_mm256_loadu_ps(x));
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) {
            sum[v] = _mm512_fmadd_ps(_mm512_permutexvar_ps(inputs[v], eight), _mm512_loadu_ps(w + 16 * v), sum[v]);
        }
    }
    if constexpr (rest > 0) {
        const __m512 some = _mm512_castps256_ps512(_mm256_maskz_loadu_ps((1u << rest) - 1, x));
        INLAY_UNROLL for (std::size_t v = 0; v < (rest * Out + 15) / 16; ++v) {
            const std::size_t left = rest * Out - 16 * v;
            const __m512 weights = _mm512_maskz_loadu_ps(static_cast<__mmask16>(left < 16 ? (1u << left) - 1 : 0xffff), w + 16 * v);
            sum[v] = _mm512_fmadd_ps(_mm512_permutexvar_ps(inputs[v], some), weights, sum[v]);
        }
    }
    // Sums of eight rows one behind the other: to what comes first is added what comes half of them later, until one is left.
    detail::add_halves<4 * Out>(sum);
    detail::add_halves<2 * Out>(sum);
    detail::add_halves<Out>(sum);
    const auto part = [&](std::size_t from, __m512 lanes) __attribute__((always_inline)) {
        pack<float, L> p;
        if constexpr (L == 8) p = pack<float, L>(_mm512_castps512_ps256(lanes));
        if constexpr (L == 4) p = pack<float, L>(_mm512_castps512_ps128(lanes));
        return pack<float, L>(F::value(p + pack<float, L>::load(bias + from)));
    };
    const pack<float, L> parts[] = {part(0, sum[0]), part(Out - L, detail::lanes_from<Out - L>(sum[0], sum[0]))};
    store_once<Out>(parts, y);
}

/// y[n][Out] = F(x[n][In] w + bias[Out]) for n >= 8.
template <std::size_t In, std::size_t Out, class F>
INLAY_INLINE void affine_narrow(const float* x, const float* w, const float* bias, float* y, std::size_t n) {
    using layout = detail::narrow<Out>;
    constexpr std::size_t R = 8, rest = In % 8, blocks = (In + 7) / 8, block = 16 * layout::registers;
    constexpr std::size_t fours = layout::fours, pairs = layout::pairs, sums = layout::sums;
    alignas(64) float panel[blocks * block];
    for (std::size_t b = 0; b < In / 8; ++b) detail::narrow_panel<Out>(w + b * 8 * Out, panel + b * block);
    if constexpr (rest > 0) {
        float last[8 * Out] = {};
        for (std::size_t i = 0; i < rest * Out; ++i) last[i] = w[(In - rest) * Out + i];
        detail::narrow_panel<Out>(last, panel + (blocks - 1) * block);
    }
    alignas(64) float start[R * Out];
    for (std::size_t i = 0; i < R * Out; i += Out) {
        constexpr std::size_t L = lanes_within<float>(Out);
        pack<float, L>::load(bias).store(start + i);
        pack<float, L>::load(bias + Out - L).store(start + i + Out - L);
    }
    for (std::size_t row = 0;; row = row + 2 * R <= n ? row + R : n - R) {  // the last rows may be computed twice
        const float* from = x + row * In;
        __m512 s[R * sums];
        INLAY_UNROLL for (__m512& sum : s) sum = _mm512_setzero_ps();
        const auto multiply_rows = [&]<std::size_t V>(std::size_t first, const float* right, auto load) __attribute__((always_inline)) {
            __m512 w[V];
            INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) w[v] = _mm512_load_ps(right + 16 * v);
            INLAY_UNROLL for (std::size_t r = 0; r < R; ++r) {
                const __m512 left = load(from + r * In);
                INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) s[r * sums + first + v] = _mm512_fmadd_ps(left, w[v], s[r * sums + first + v]);
                asm("" ::"v"(left));  // still wanted: or GCC gives its register to a sum, moves all sums about, and spills
            }
        };
        // By eight inputs of each row, which `all` puts into each half of a register, `low` and `high` four of them into each quarter.
        const auto multiply = [&](const float* right, auto low, auto high, auto all) __attribute__((always_inline)) {
            if constexpr (fours > 0) {
                multiply_rows.template operator()<fours>(0, right, low);
                multiply_rows.template operator()<fours>(0, right + 16 * fours, high);
            }
            if constexpr (pairs > 0) multiply_rows.template operator()<pairs>(fours, right + 32 * fours, all);
        };
        const float* right = panel;
        for (std::size_t b = 0; b < In / 8; ++b, from += 8, right += block) {
            multiply(
                right, [](const float* at) __attribute__((always_inline)) { return _mm512_broadcast_f32x4(_mm_loadu_ps(at)); },
                [](const float* at) __attribute__((always_inline)) { return _mm512_broadcast_f32x4(_mm_loadu_ps(at + 4)); },
                [](const float* at) __attribute__((always_inline)) { return _mm512_broadcast_f32x8(_mm256_loadu_ps(at)); });
        }
        if constexpr (rest > 0) {
            constexpr __mmask8 inputs = (1u << rest) - 1;
            multiply(
                right, [](const float* at) __attribute__((always_inline)) { return _mm512_broadcast_f32x4(_mm_maskz_loadu_ps(inputs & 0xf, at)); },
                [](const float* at) __attribute__((always_inline)) { return _mm512_broadcast_f32x4(_mm_maskz_loadu_ps(inputs >> 4, at + 4)); },
                [](const float* at) __attribute__((always_inline)) { return _mm512_broadcast_f32x8(_mm256_maskz_loadu_ps(inputs, at)); });
        }
        __m512 results[2 * fours + pairs];
        if constexpr (fours > 0) {
            const auto sum = [&](std::size_t k) __attribute__((always_inline)) { return s[k / fours * sums + k % fours]; };
            INLAY_UNROLL for (std::size_t k = 0; k < R * fours; k += 4) results[k / 4] = detail::add_quarters(sum(k), sum(k + 1), sum(k + 2), sum(k + 3));
        }
        INLAY_UNROLL for (std::size_t q = 0; q < pairs; ++q) {
            const auto four = [&](std::size_t r) __attribute__((always_inline)) {
                const __m512* first = s + r * sums + fours + q;
                return detail::add_quarters(first[0], first[sums], first[2 * sums], first[3 * sums]);
            };
            const __m512 low = four(0), high = four(4);
            results[2 * fours + q] = _mm512_add_ps(_mm512_shuffle_f32x4(low, high, 0x88), _mm512_shuffle_f32x4(low, high, 0xdd));
        }
        INLAY_UNROLL for (std::size_t j = 0; j < layout::registers; ++j) {
            const std::size_t first = layout::first_result(j), second = first + 1 < 2 * fours + pairs ? first + 1 : first;
            const __m512 from[] = {results[first], results[second], results[2 * fours + pairs - 1]};
            const __m512 result = detail::chosen<pairs == 0 ? 2 : 3>(layout::results[j], from);
            const pack<float, 16> value(F::value(pack<float, 16>(_mm512_add_ps(result, _mm512_load_ps(start + 16 * j)))));
            value.store(y + row * Out + 16 * j);
        }
        if (row + R == n) return;
    }
}

#else

template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr bool narrow_product = false;

template <std::size_t In, std::size_t Out, class F>
void affine_narrow_row(const float* x, const float* w, const float* bias, float* y);
template <std::size_t In, std::size_t Out, class F>
void affine_narrow(const float* x, const float* w, const float* bias, float* y, std::size_t n);

#endif

}  // namespace inlay::inline INLAY_ABI::simd
