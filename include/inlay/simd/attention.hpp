// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/transpose.hpp>
#include <type_traits>

/// Products of matrices that lie within wider ones, as the heads of an attention do: rows are `stride` elements apart. Made of the
/// tiles of simd/product.hpp, which dense layers share. With Lower, the matrix of Rows x Columns (or Rows x Depth) numbers that
/// a causal mask belongs to is 0 right of its diagonal, and half of the work is left out.
namespace inlay::inline INLAY_ABI::simd {

/// A matrix's first element and the distance of its rows.
template <class T>
struct rows_at {
    T* at;
    std::size_t stride;
};

namespace detail {

template <class T>
constexpr void multiply_plainly(rows_at<const T> a, std::size_t a_step, rows_at<const T> b, std::size_t b_step, rows_at<T> c, std::size_t rows,
                                std::size_t columns, std::size_t depth) {
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            T sum = 0;
            for (std::size_t k = 0; k < depth; ++k) sum += a.at[i * a.stride + k * a_step] * b.at[k * b.stride + j * b_step];
            c.at[i * c.stride + j] = sum;
        }
    }
}

/// Calls tiles(number of the first row, tiles, rows per tile) until Rows rows from `first` on are covered; where a tile does not
/// fit at the end, the last one overlaps the one before it, or with fewer rows than one tile has there are tiles of one row.
template <std::size_t Rows, class F>
INLAY_INLINE void for_row_tiles(std::size_t first, F tiles) {
    constexpr std::size_t R = product_tile.rows;
    if constexpr (Rows >= R) {
        first -= first % R;
        const std::size_t whole = (Rows - first) / R;
        if (whole > 0) tiles(first, whole, std::integral_constant<std::size_t, R>{});
        if (first + whole * R < Rows) tiles(Rows - R, std::size_t{1}, std::integral_constant<std::size_t, R>{});
    } else {
        tiles(std::size_t{0}, Rows, std::integral_constant<std::size_t, 1>{});
    }
}

}  // namespace detail

/// c[Rows][Columns] = a[Rows][Depth] b[Depth][Columns]. Lower: a[i][k] is 0 for k > i.
template <std::size_t Rows, std::size_t Depth, std::size_t Columns, bool Lower, class T>
constexpr void multiply_rows(rows_at<const T> a, rows_at<const T> b, rows_at<T> c) {
    if (INLAY_CONSTANT_EVALUATED) return detail::multiply_plainly(a, 1, b, 1, c, Rows, Columns, Depth);
    for_strips<T, Columns, product_tile.packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
        constexpr std::size_t L = strip.lanes, V = strip.packs, last = strip.last;
        detail::for_row_tiles<Rows>(0, [=](std::size_t row, std::size_t tiles, auto height) __attribute__((always_inline)) {
            product<T> p{{a.at + row * a.stride, a.stride}, {b.at + column, b.stride, last}, {c.at + row * c.stride + column, c.stride, last}, Depth};
            p.tiles = tiles;
            if constexpr (Lower) {  // the tiles differ in depth
                p.tiles = 1;
                for (std::size_t t = 0; t < tiles; ++t, p.a.at += height * a.stride, p.c.at += height * c.stride) {
                    const std::size_t below = row + (t + 1) * height;
                    p.depth = below < Depth ? below : Depth;
                    multiply<L, height, V>(p);
                }
            } else {
                multiply<L, height, V>(p);
            }
        });
    });
}

/// c[Rows][Columns] = a[Rows][Depth] b[Columns][Depth]^T. Lower: c[i][j] for j > i is not wanted, and some are not written.
template <std::size_t Rows, std::size_t Depth, std::size_t Columns, bool Lower, class T>
constexpr void multiply_rows_transposed(rows_at<const T> a, rows_at<const T> b, rows_at<T> c) {
    if (INLAY_CONSTANT_EVALUATED) return detail::multiply_plainly(a, 1, rows_at<const T>{b.at, 1}, b.stride, c, Rows, Columns, Depth);
    for_strips<T, Columns, product_tile.packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
        constexpr std::size_t L = strip.lanes, V = strip.packs, last = strip.last;
        if (Lower && column >= Rows) return;
        alignas(sizeof(pack<T, L>)) T panel[Depth * V * L];
        transpose_panel<L, V>(b.at + column * b.stride, b.stride, last, Depth, panel);
        detail::for_row_tiles<Rows>(Lower ? column : 0, [&](std::size_t row, std::size_t tiles, auto height) __attribute__((always_inline)) {
            product<T> p{{a.at + row * a.stride, a.stride}, {panel, V * L, (V - 1) * L}, {c.at + row * c.stride + column, c.stride, last}, Depth};
            p.tiles = tiles;
            multiply<L, height, V>(p);
        });
    });
}

/// c[Rows][Columns] = a[Depth][Rows]^T b[Depth][Columns]. Lower: a[k][i] is 0 for i > k.
template <std::size_t Rows, std::size_t Depth, std::size_t Columns, bool Lower, class T>
constexpr void multiply_columns(rows_at<const T> a, rows_at<const T> b, rows_at<T> c) {
    if (INLAY_CONSTANT_EVALUATED) {
        for (std::size_t i = 0; i < Rows; ++i) {
            detail::multiply_plainly<T>({a.at + i, 1}, a.stride, {b.at, b.stride}, 1, {c.at + i * c.stride, c.stride}, 1, Columns, Depth);
        }
        return;
    }
    for_strips<T, Columns, product_tile.packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
        constexpr std::size_t L = strip.lanes, V = strip.packs, last = strip.last;
        detail::for_row_tiles<Rows>(0, [=](std::size_t row, std::size_t tiles, auto height) __attribute__((always_inline)) {
            product<T> p{{a.at + row, 1, a.stride}, {b.at + column, b.stride, last}, {c.at + row * c.stride + column, c.stride, last}, Depth};
            p.tiles = tiles;
            if constexpr (Lower) {
                p.tiles = 1;
                for (std::size_t t = 0; t < tiles; ++t, p.c.at += height * c.stride) {
                    const std::size_t above = row + t * height, from = above < Depth ? above : Depth;  // rows of a and b
                    p.a.at = a.at + from * a.stride + row + t * height;
                    p.b.at = b.at + from * b.stride + column;
                    p.depth = Depth - from;
                    multiply<L, height, V>(p);
                }
            } else {
                multiply<L, height, V>(p);
            }
        });
    });
}

}  // namespace inlay::inline INLAY_ABI::simd
