// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>

/// The tiles that the products of dense are made of. They are functions that all layers of a program share, with strides that
/// they are told: a further dense layer costs little to compile.
namespace inlay::inline INLAY_ABI::simd {

/// Rows and packs of such a tile. The left matrix is read from far apart: of two tiles with as many accumulators, the one of
/// fewer packs reads less of what does not fit into the first cache; and usual batches are multiples of its rows.
inline constexpr tile_size product_tile = INLAY_VECTOR_BYTES == 64   ? tile_size{8, 3}
                                          : INLAY_VECTOR_BYTES == 32 ? tile_size{4, 3}
                                          : INLAY_VECTOR_BYTES == 16 ? tile_size{4, 2}
                                                                     : tile_size{2, 4};

/// Columns of a strip: V packs of L lanes, the last one starts at column Last.
template <std::size_t L, std::size_t V, std::size_t Last>
struct strip {
    static constexpr std::size_t lanes = L, packs = V, last = Last, width = Last + L;
    static constexpr std::size_t column(std::size_t v) { return v + 1 == V ? Last : v * L; }
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

/// What a tile does besides multiplying.
enum class besides {
    nothing,
    packing,        ///< what is read of the right matrix stays in `panel`, without gaps, for the tiles below
    reading_ahead,  ///< its next rows are sent for
    fetching        ///< what follows `ahead` is sent for
};

/// A column of tiles, of the same rows each: c = bias + a b, or with `add` c += a b. Distances are in elements; `last` is the column
/// where the last pack of a row starts.
template <class T, class W = T>
struct product {
    struct left {
        const T* at;
        std::size_t stride, step = 1;  ///< from one row to the next, from one column to the next: exchanged, the matrix is transposed
    } a;
    struct right {
        const W* at;
        std::size_t stride, last;
    } b;
    struct result {
        T* at;
        std::size_t stride, last;
    } c;
    std::size_t depth;        ///< columns of a, rows of b
    const T* bias = nullptr;  ///< what each row starts from; nullptr: 0
    std::size_t tiles = 1;
    bool add = false;
    bool positive = false;    ///< what is below 0 is stored as 0: relu, as a flag and not as another function to compile
    T* panel = nullptr;
    const T* ahead = nullptr;
    std::size_t ahead_step = 0;  ///< per row of b
};

namespace detail {

/// Where pack v of a row of tiles starts: the last one at `last`.
template <std::size_t V, class P>
constexpr std::size_t pack_at(std::size_t v, std::size_t last) {
    return v + 1 == V ? last : v * P::size;
}

/// sum[R][V] += R values of a times the packs `right`: the values of four rows are reached from `a` by one and three times a step, those
/// of the next four from `lower`.
template <std::size_t R, std::size_t V, class P, class T>
INLAY_INLINE void multiply_row(P* sum, const P* right, const T* a, const T* lower, std::size_t one, std::size_t three) {
    static_assert(R <= 8);
    INLAY_UNROLL for (std::size_t r = 0; r < R; ++r) {
        const P left((r < 4 ? a : lower)[r % 4 == 3 ? three : r % 4 * one]);
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[r * V + v] = fma(left, right[v], sum[r * V + v]);
    }
}

/// How far from a row of the right matrix the first and the last pack of the row lie that is sent for meanwhile: 6 rows ahead, of 12
/// cycles each, or 12 of 6; more are in one another's way. Beyond the end nothing happens.
struct distance {
    std::size_t first, last;
    INLAY_INLINE distance(std::size_t stride, std::size_t last_column) : first((INLAY_VECTOR_BYTES == 64 ? 6 : 12) * stride), last(first + last_column) {}
};

/// The packs of a row of the right matrix.
template <std::size_t V, class P, class W>
INLAY_INLINE void read_right(P* right, const W* b, std::size_t last) {
    INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) right[v] = load_as<P>(b + pack_at<V, P>(v, last));
}

/// What a tile does besides: they stay in `panel`, which moves on, and those of a later row are sent for.
template <besides B, std::size_t V, class P, class W, class T>
INLAY_INLINE void attend([[maybe_unused]] const P* right, [[maybe_unused]] const W* b, [[maybe_unused]] const distance& ahead, [[maybe_unused]] T*& panel) {
    if constexpr (B == besides::packing) {
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v, panel += P::size) right[v].store(panel);
    }
    if constexpr (B == besides::packing || B == besides::reading_ahead) {
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) __builtin_prefetch(b + (v + 1 == V ? ahead.last : ahead.first + v * P::size));
    }
}

/// The sums of a tile to their places, and those places sent for.
template <std::size_t R, std::size_t V, class P, class T>
INLAY_INLINE void store_tile(const P* sum, T* row, std::size_t stride, std::size_t last) {
    INLAY_UNROLL for (std::size_t r = 0; r < R; ++r, row += stride) {
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[r * V + v].store(row + pack_at<V, P>(v, last));
    }
}
template <std::size_t R, std::size_t V, class P, class T>
INLAY_INLINE void send_for_tile(const T* row, std::size_t stride, std::size_t last) {
    INLAY_UNROLL for (std::size_t r = 0; r < R; ++r, row += stride) {
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) __builtin_prefetch(row + pack_at<V, P>(v, last), 1);
    }
}

}  // namespace detail

/// Tiles of R rows and V packs of L lanes.
template <std::size_t L, std::size_t R, std::size_t V, besides B = besides::nothing, class T, class W>
[[gnu::noinline]] void multiply(const product<T, W>& p) {
    using P = pack<T, L>;
    constexpr std::size_t upper = R < 4 ? R : 4;
    // Four rows are reached from one pointer by these two; hidden, or GCC would make eight pointers of them and run out of registers.
    std::size_t one = p.a.stride, three = 3 * one;
    detail::hide(one);
    detail::hide(three);
    const std::size_t a_step = p.a.step, step = p.b.stride, last = p.b.last, depth = p.depth;
    std::size_t soon = 8 * a_step;
    detail::hide(soon);
    detail::distance ahead(step, last);
    if constexpr (B == besides::reading_ahead) {
        detail::hide(ahead.first);
        detail::hide(ahead.last);
    }
    const T* a_tile = p.a.at;
    T* c_tile = p.c.at;
    for (std::size_t tile = 0; tile < p.tiles; ++tile, a_tile += R * p.a.stride, c_tile += R * p.c.stride) {
        // What is there is added at the end: until then it is on its way from a farther cache.
        if (p.add) detail::send_for_tile<R, V, P>(c_tile, p.c.stride, p.c.last);
        P sum[R * V];
        if (p.bias != nullptr) {
            INLAY_UNROLL for (std::size_t i = 0; i < R * V; ++i) sum[i] = P::load(p.bias + detail::pack_at<V, P>(i % V, p.c.last));
        } else {
            INLAY_UNROLL for (P& s : sum) s = P(0);
        }
        const T *a = a_tile, *lower = a_tile + upper * one;
        const W* b = p.b.at;
        [[maybe_unused]] const T* wanted = p.ahead;
        [[maybe_unused]] T* panel = p.panel;
        const auto multiply_next = [&]() __attribute__((always_inline)) {
            P right[V];
            // Rows of a that lie a power of 2 apart fall on few sets of the first cache: the tile before has left nothing there.
            if constexpr (B == besides::nothing) __builtin_prefetch(a + soon);
            detail::read_right<V>(right, b, last);
            detail::attend<B, V>(right, b, ahead, panel);
            if constexpr (B == besides::fetching) {
                __builtin_prefetch(wanted, 0, 2);
                wanted += p.ahead_step;
            }
            detail::multiply_row<R, V>(sum, right, a, lower, one, three);
            a += a_step, lower += a_step, b += step;
        };
        if constexpr (B == besides::reading_ahead) {  // unrolled, it would run out of registers for addresses
            for (std::size_t k = depth; k > 0; --k) multiply_next();
        } else {
#pragma GCC unroll 2
            for (std::size_t k = 0; k < depth; ++k) multiply_next();
        }
        if (p.add) {
            const T* there = c_tile;
            INLAY_UNROLL for (std::size_t r = 0; r < R; ++r, there += p.c.stride) {
                INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[r * V + v] = sum[r * V + v] + P::load(there + detail::pack_at<V, P>(v, p.c.last));
            }
        }
        if (p.positive) {
            INLAY_UNROLL for (P& s : sum) s = max(s, P(0));
        }
        detail::store_tile<R, V>(sum, c_tile, p.c.stride, p.c.last);
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
