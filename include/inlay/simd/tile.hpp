// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <utility>

/// The register tile that convolutions are made of; simd/product.hpp has that of the matrix products.
namespace inlay::inline INLAY_ABI::simd {

/// Rows and packs of a tile: as many accumulators as leave registers for one row of the right matrix and a broadcast.
struct tile_size {
    std::size_t rows, packs;
};
inline constexpr tile_size register_tile = INLAY_VECTOR_BYTES == 64   ? tile_size{6, 4}
                                           : INLAY_VECTOR_BYTES == 32 ? tile_size{6, 2}
                                           : INLAY_VECTOR_BYTES == 16 ? tile_size{4, 2}
                                                                      : tile_size{2, 4};

/// A pack from stored values of another type.
template <class P, class W>
INLAY_INLINE constexpr P load_as(const W* from) {
    if constexpr (std::same_as<typename P::value_type, W>) {
        return P::load(from);
    } else {
        typename P::value_type converted[P::size];
        for (std::size_t i = 0; i < P::size; ++i) converted[i] = static_cast<typename P::value_type>(from[i]);
        return P::load(converted);
    }
}

namespace detail {

/// Hides what is known of a pointer or a number in a register. GCC and Clang would otherwise keep in registers what the next turn of an
/// unrolled loop loads again, and spill accumulators for it.
template <class T>
INLAY_INLINE void hide(T& value) {
    asm("" : "+r"(value));
}

}  // namespace detail

/// f.template operator()<i>() for each i < N, where the index has to be a constant: a loop under INLAY_UNROLL compiles faster.
template <std::size_t N, class F>
INLAY_INLINE constexpr void unrolled(F f) {
    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
        (f.template operator()<i>(), ...);
    }(std::make_index_sequence<N>{});
}

/// R rows times V packs of L lanes, the last pack starting at column Last: at (V - 1) * L, or before that, where it
/// overlaps its neighbour and both compute the same values.
template <class T, std::size_t L, std::size_t R, std::size_t V, std::size_t Last>
struct tile {
    using P = pack<T, L>;
    P sum[R * V];

    static constexpr std::size_t column(std::size_t v) { return v + 1 == V ? Last : v * L; }

    INLAY_INLINE void zero() {
        INLAY_UNROLL for (P& s : sum) s = P(0);
    }
    /// The same row for all: a bias.
    template <class W>
    INLAY_INLINE void fill(const W* row) {
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[v] = load_as<P>(row + column(v));
        INLAY_UNROLL for (std::size_t i = V; i < R * V; ++i) sum[i] = sum[i - V];
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

}  // namespace inlay::inline INLAY_ABI::simd
