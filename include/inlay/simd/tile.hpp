// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <utility>

/// The register tile that every matrix product and convolution is made of.
namespace inlay::inline INLAY_ABI::simd {

/// Rows and packs of a tile: as many accumulators as leave registers for one row of the right matrix and a broadcast.
struct tile_size {
    std::size_t rows, packs;
};
inline constexpr tile_size register_tile = INLAY_VECTOR_BYTES == 64   ? tile_size{6, 4}
                                           : INLAY_VECTOR_BYTES == 32 ? tile_size{6, 2}
                                           : INLAY_VECTOR_BYTES == 16 ? tile_size{4, 2}
                                                                      : tile_size{2, 4};
/// The same where the left matrix is read from far apart, as in the products of dense: of two tiles with as many accumulators,
/// the one of fewer packs reads less of what does not fit into the first cache; and usual batches are multiples of its rows.
inline constexpr tile_size product_tile = INLAY_VECTOR_BYTES == 64   ? tile_size{8, 3}
                                          : INLAY_VECTOR_BYTES == 32 ? tile_size{4, 3}
                                          : INLAY_VECTOR_BYTES == 16 ? tile_size{4, 2}
                                                                     : tile_size{2, 4};
/// A single row can be wider: it streams the right matrix once and is bound by that.
inline constexpr std::size_t row_packs = INLAY_VECTOR_BYTES == 0 ? 4 : 8;
inline constexpr std::size_t wide_row = INLAY_VECTOR_BYTES == 64 ? 16 : row_packs;

/// A pack from stored values of another type.
template <class P, class W>
INLAY_INLINE P load_as(const W* from) {
    if constexpr (std::same_as<typename P::value_type, W>) {
        return P::load(from);
    } else {
        typename P::value_type converted[P::size];
        for (std::size_t i = 0; i < P::size; ++i) converted[i] = static_cast<typename P::value_type>(from[i]);
        return P::load(converted);
    }
}

/// f.template operator()<i>() for each i < N. GCC unrolls counted loops too late at -O2: an array of accumulators that a
/// loop runs over would stay in memory.
template <std::size_t N, class F>
INLAY_INLINE void unrolled(F f) {
    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
        (f.template operator()<i>(), ...);
    }(std::make_index_sequence<N>{});
}

/// R rows times V packs of L lanes, the last pack starting at column Last: at (V - 1) * L, or before that, where it
/// overlaps its neighbour and both compute the same values. (Expansions and not `unrolled`: a function per step would be
/// what compile time goes into.)
template <class T, std::size_t L, std::size_t R, std::size_t V, std::size_t Last>
struct tile {
    using P = pack<T, L>;
    P sum[R * V];

    static constexpr std::size_t column(std::size_t v) { return v + 1 == V ? Last : v * L; }

    INLAY_INLINE void zero() {
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) { ((sum[i] = P(0)), ...); }(all);
    }
    /// The same row for all: a bias.
    template <class W>
    INLAY_INLINE void fill(const W* row) {
        [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
            ((sum[v] = load_as<P>(row + column(v))), ...);
        }(columns);
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            ((sum[V + i] = sum[i]), ...);
        }(std::make_index_sequence<(R - 1) * V>{});
    }
    INLAY_INLINE void load(const T* c, std::size_t stride) {
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            ((sum[i] = P::load(c + i / V * stride + column(i % V))), ...);
        }(all);
    }
    /// What is in c already is added.
    INLAY_INLINE void add(const T* c, std::size_t stride) {
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            ((sum[i] = sum[i] + P::load(c + i / V * stride + column(i % V))), ...);
        }(all);
    }
    INLAY_INLINE void store(T* c, std::size_t stride) const {
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            (sum[i].store(c + i / V * stride + column(i % V)), ...);
        }(all);
    }
    /// sum[r] += a[r * row_stride + k * step] * b[k * b_stride …] for k < depth.
    template <class A, class W>
    INLAY_INLINE void multiply(const A* a, std::size_t row_stride, std::size_t step, const W* b, std::size_t b_stride,
                               std::size_t depth) {
        for (std::size_t k = 0; k < depth; ++k, a += step, b += b_stride) {
            P right[V];
            load_right(right, b);
            multiply_row(a, row_stride, right);
        }
    }
    /// The same, and what was read of b stays in `panel`, without gaps, for the tiles below this one: they read it from the
    /// first cache and not from lines that lie a power of two apart.
    template <class A, class W>
    INLAY_INLINE void multiply_and_pack(const A* a, std::size_t row_stride, std::size_t step, const W* b, std::size_t b_stride,
                                        std::size_t depth, T* panel) {
        constexpr std::size_t ahead = 16;  // rows: about what the third cache takes to answer; beyond the end nothing happens
        for (std::size_t k = 0; k < depth; ++k, a += step, b += b_stride, panel += V * L) {
            P right[V];
            load_right(right, b);
            [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
                (right[v].store(panel + v * L), ...);
                (__builtin_prefetch(b + ahead * b_stride + column(v)), ...);
            }(columns);
            multiply_row(a, row_stride, right);
        }
    }
    /// sum[r] += a[…] * panel[k * V * L …] for k < depth.
    template <class A>
    INLAY_INLINE void multiply_panel(const A* a, std::size_t row_stride, std::size_t step, const T* panel, std::size_t depth) {
#pragma GCC unroll 2
        for (std::size_t k = 0; k < depth; ++k, a += step, panel += V * L) {
            P right[V];
            load_panel(right, panel);
            multiply_row(a, row_stride, right);
        }
    }
    /// The same, and calls for what will be read soon, ahead[k * ahead_stride].
    template <class A, class W>
    INLAY_INLINE void multiply_panel(const A* a, std::size_t row_stride, std::size_t step, const T* panel, std::size_t depth,
                                     const W* ahead, std::size_t ahead_stride) {
#pragma GCC unroll 2
        for (std::size_t k = 0; k < depth; ++k, a += step, panel += V * L, ahead += ahead_stride) {
            P right[V];
            load_panel(right, panel);
            __builtin_prefetch(ahead, 0, 2);
            multiply_row(a, row_stride, right);
        }
    }

private:
    static constexpr std::make_index_sequence<R * V> all{};
    static constexpr std::make_index_sequence<V> columns{};

    template <class W>
    INLAY_INLINE static void load_right(P (&right)[V], const W* b) {
        [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
            ((right[v] = load_as<P>(b + column(v))), ...);
        }(columns);
    }
    INLAY_INLINE static void load_panel(P (&right)[V], const T* panel) {
        [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
            ((right[v] = P::load(panel + v * L)), ...);
        }(columns);
    }
    template <class A>
    INLAY_INLINE void multiply_row(const A* a, std::size_t row_stride, const P (&right)[V]) {
        unrolled<R>([&]<std::size_t r>() __attribute__((always_inline)) {
            const P left(static_cast<T>(a[r * row_stride]));
            [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
                ((sum[r * V + v] = fma(left, right[v], sum[r * V + v])), ...);
            }(columns);
        });
    }
};

/// Covers `Columns` columns with tiles of R rows and at most `Packs` packs: calls f(tile, first column) for each. No two
/// tiles share a column, so that f may add to what is there.
template <class T, std::size_t Columns, std::size_t R, std::size_t Packs, class F>
INLAY_INLINE void for_columns(F f) {
    constexpr std::size_t L = lanes_within<T>(Columns);
    constexpr std::size_t width = Packs * L;
    constexpr std::size_t rest = Columns % width;
    // A rest that is narrower than a pack takes one pack from the last whole tile to overlap with.
    constexpr bool narrow = rest > 0 && rest < L && Columns > width;
    constexpr std::size_t whole = Columns - rest - (narrow ? width : 0);
    for (std::size_t c = 0; c < whole; c += width) {
        tile<T, L, R, Packs, width - L> t;
        f(t, c);
    }
    if constexpr (narrow) {
        if constexpr (Packs > 1) {
            tile<T, L, R, Packs - 1, width - 2 * L> t;
            f(t, whole);
        }
        tile<T, L, R, 2, rest> t;
        f(t, Columns - L - rest);
    } else if constexpr (rest > 0) {
        tile<T, L, R, (rest + L - 1) / L, rest - L> t;
        f(t, whole);
    }
}

/// Packs of a strip: L lanes each, the last one starts at column Last.
template <std::size_t L, std::size_t V, std::size_t Last>
struct strip {
    static constexpr std::size_t lanes = L, packs = V, width = Last + L;
    static constexpr std::size_t column(std::size_t v) { return v + 1 == V ? Last : v * L; }
    template <class T, std::size_t R>
    using tile = simd::tile<T, L, R, V, Last>;
};

/// Covers `Columns` columns with strips of at most `Packs` packs that are as wide as each other, or one pack wider: calls
/// f(strip, first column) for each. No two strips share a column.
template <class T, std::size_t Columns, std::size_t Packs, class F>
INLAY_INLINE void for_strips(F f) {
    constexpr std::size_t L = lanes_within<T>(Columns), packs = (Columns + L - 1) / L, strips = (packs + Packs - 1) / Packs;
    constexpr std::size_t V = packs / strips, wider = packs % strips, over = packs * L - Columns;
    // The wide ones come last: only there does a pack find another one to overlap with.
    constexpr std::size_t narrow = wider > 0 ? strips - wider : strips - (over > 0 ? 1 : 0);
    std::size_t column = 0;
    for (std::size_t s = 0; s < narrow; ++s, column += V * L) f(strip<L, V, (V - 1) * L>{}, column);
    if constexpr (wider > 0) {
        for (std::size_t s = 0; s < wider - (over > 0 ? 1 : 0); ++s, column += (V + 1) * L) f(strip<L, V + 1, V * L>{}, column);
    }
    if constexpr (over > 0) {
        constexpr std::size_t last = wider > 0 ? V + 1 : V;
        static_assert(last > 1);
        f(strip<L, last, (last - 1) * L - over>{}, column);
    }
}

/// Covers n rows: whole tiles by f.template operator()<rows>(first row), the others one by one.
template <std::size_t Rows, class F>
INLAY_INLINE void for_rows(std::size_t n, F f) {
    const std::size_t whole = n - n % Rows;
    for (std::size_t r = 0; r < whole; r += Rows) f.template operator()<Rows>(r);
    if constexpr (Rows > 1) {
        for (std::size_t r = whole; r < n; ++r) f.template operator()<1>(r);
    }
}

/// Packs of a tile with R rows.
template <std::size_t R>
inline constexpr std::size_t packs_for = R == 1 ? row_packs : register_tile.packs;

}  // namespace inlay::inline INLAY_ABI::simd
