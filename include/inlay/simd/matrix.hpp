// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// Products with a row-major matrix w[In][Out] (Keras' kernel layout) for n samples: n is a run-time number, In and Out
/// are not. In constant expressions plain loops do the same.
namespace inlay::inline INLAY_ABI::simd {

/// y[n][Out] = x[n][In] w + bias[Out].
template <std::size_t In, std::size_t Out, class T, class W>
INLAY_INLINE constexpr void affine(const T* x, const W* w, const W* bias, T* y, std::size_t n) {
    if (std::is_constant_evaluated()) {
        for (std::size_t s = 0; s < n; ++s, x += In, y += Out) {
            for (std::size_t o = 0; o < Out; ++o) {
                T sum = static_cast<T>(bias[o]);
                for (std::size_t i = 0; i < In; ++i) sum += x[i] * static_cast<T>(w[i * Out + o]);
                y[o] = sum;
            }
        }
        return;
    }
    for_rows<register_tile.rows>(n, [=]<std::size_t R>(std::size_t row) __attribute__((always_inline)) {
        for_columns<T, Out, R, packs_for<R>>([=](auto& t, std::size_t column) __attribute__((always_inline)) {
            t.fill(bias + column);
            t.multiply(x + row * In, In, 1, w + column, Out, In);
            t.store(y + row * Out + column, Out);
        });
    });
}

/// The transposed columns of a block of rows of w, contiguous, so that the row kernel can be used on them.
template <class T, class W, std::size_t Block, std::size_t Depth, std::size_t Out>
INLAY_INLINE void transpose_block(const W* w, T (&panel)[Depth * Block], std::size_t rows, std::size_t depth) {
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t o = 0; o < depth; ++o) panel[o * Block + r] = static_cast<T>(w[r * Out + o]);
    }
}

/// dx[n][In] = dy[n][Out] w^T.
template <std::size_t In, std::size_t Out, class T, class W>
INLAY_INLINE constexpr void multiply_transposed(const T* dy, const W* w, T* dx, std::size_t n) {
    if (std::is_constant_evaluated()) {
        for (std::size_t s = 0; s < n; ++s, dy += Out, dx += In) {
            for (std::size_t i = 0; i < In; ++i) {
                T sum = 0;
                for (std::size_t o = 0; o < Out; ++o) sum += dy[o] * static_cast<T>(w[i * Out + o]);
                dx[i] = sum;
            }
        }
        return;
    }
    // A panel of w is transposed once and then serves all samples: the products have lanes along In.
    constexpr std::size_t L = lanes_within<T>(In);
    constexpr std::size_t block = In < register_tile.packs * L ? In : register_tile.packs * L;
    constexpr std::size_t depth = Out < 256 ? Out : 256;
    T panel[depth * block];
    for (std::size_t first = 0; first < In; first += block) {
        // The last block moves back over the one before it rather than be narrower.
        const std::size_t column = first + block <= In ? first : In - block;
        for (std::size_t done = 0; done < Out; done += depth) {
            const std::size_t now = Out - done < depth ? Out - done : depth;
            transpose_block<T, W, block, depth, Out>(w + column * Out + done, panel, block, now);
            for_rows<register_tile.rows>(n, [&]<std::size_t R>(std::size_t row) __attribute__((always_inline)) {
                for_columns<T, block, R, register_tile.packs>([&](auto& t, std::size_t c) __attribute__((always_inline)) {
                    T* to = dx + row * In + column + c;
                    if (done == 0) {
                        t.zero();
                    } else {
                        t.load(to, In);
                    }
                    t.multiply(dy + row * Out + done, Out, 1, panel + c, block, now);
                    t.store(to, In);
                });
            });
        }
    }
}

/// dw[In][Out] += x[n][In]^T dy[n][Out]; x's samples are x_stride apart and dy's Out.
template <std::size_t In, std::size_t Out, class T, class G>
INLAY_INLINE constexpr void accumulate_outer(const T* x, const T* dy, G* dw, std::size_t n, std::size_t x_stride = In) {
    if (std::is_constant_evaluated() || !std::is_same_v<T, G>) {
        for (std::size_t s = 0; s < n; ++s, x += x_stride, dy += Out) {
            for (std::size_t i = 0; i < In; ++i) {
                for (std::size_t o = 0; o < Out; ++o) dw[i * Out + o] += static_cast<G>(x[i] * dy[o]);
            }
        }
        return;
    }
    if constexpr (std::is_same_v<T, G>) {
        for_rows<register_tile.rows>(In, [=]<std::size_t R>(std::size_t row) __attribute__((always_inline)) {
            for_columns<T, Out, R, packs_for<R>>([=](auto& t, std::size_t column) __attribute__((always_inline)) {
                T* to = dw + row * Out + column;
                t.load(to, Out);
                t.multiply(x + row, 1, x_stride, dy + column, Out, n);
                t.store(to, Out);
            });
        });
    }
}

/// db[Out] += sum over n of dy[n][Out].
template <std::size_t Out, class T, class G>
INLAY_INLINE constexpr void accumulate_rows(const T* dy, G* db, std::size_t n) {
    if (std::is_constant_evaluated() || !std::is_same_v<T, G>) {
        for (std::size_t s = 0; s < n; ++s, dy += Out) {
            for (std::size_t o = 0; o < Out; ++o) db[o] += static_cast<G>(dy[o]);
        }
        return;
    }
    if constexpr (std::is_same_v<T, G>) {
        constexpr T one = 1;
        for_columns<T, Out, 1, row_packs>([=](auto& t, std::size_t column) __attribute__((always_inline)) {
            t.load(db + column, Out);
            t.multiply(&one, 0, 0, dy + column, Out, n);
            t.store(db + column, Out);
        });
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
