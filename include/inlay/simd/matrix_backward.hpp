// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/deferral.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/transpose.hpp>
#include <type_traits>

/// The gradients of the products of simd/matrix.hpp.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// Rows of a strip of dw, Count of them from where p begins: in tiles of R, then 4, then 1.
template <std::size_t R, std::size_t L, std::size_t V, std::size_t Count, class T>
INLAY_INLINE void outer_rows(product<T> p) {
    p.tiles = Count / R;
    if constexpr (Count >= R) multiply<L, R, V>(p);
    if constexpr (Count % R > 0) {
        p.a.at += p.tiles * R;
        p.c.at += p.tiles * R * p.c.stride;
        outer_rows<(R > 4 ? 4 : 1), L, V, Count % R>(p);
    }
}

/// A strip of columns of dw += x^T dy.
template <class Strip, std::size_t In, std::size_t Out, class T>
INLAY_INLINE void outer_strip(const T* x, const T* dy, T* dw, std::size_t n, std::size_t x_stride) {
    constexpr std::size_t R = product_tile.rows, L = Strip::lanes, V = Strip::packs, part = 128;
    constexpr bool packs = In >= 2 * R && Strip::width < Out;  // for more than one tile, what is not contiguous already
    alignas(sizeof(pack<T, L>)) T panel[packs ? part * V * L : 1];
    for (std::size_t s = 0; s < n; s += part, x += part * x_stride, dy += part * Out) {
        product<T> p{{x, 1, x_stride}, {dy, Out, Strip::last}, {dw, Out, Strip::last}, n - s < part ? n - s : part};
        p.add = true;
        if constexpr (packs) {
            p.panel = panel;
            multiply<L, R, V, besides::packing>(p);
            p.a.at += R;
            p.c.at += R * Out;
            p.b = {panel, V * L, (V - 1) * L};
        }
        outer_rows<R, L, V, packs ? In - R : In>(p);
    }
}

}  // namespace detail

/// dx[n][In] = dy[n][Out] w^T.
template <std::size_t In, std::size_t Out, class T, class W, class N>
INLAY_INLINE constexpr void multiply_transposed(const T* dy, const W* w, T* dx, N count) {
    const std::size_t n = count;
    if (INLAY_CONSTANT_EVALUATED) {
        for (std::size_t s = 0; s < n; ++s, dy += Out, dx += In) {
            for (std::size_t i = 0; i < In; ++i) {
                T sum = 0;
                for (std::size_t o = 0; o < Out; ++o) sum += dy[o] * static_cast<T>(w[i * Out + o]);
                dx[i] = sum;
            }
        }
        return;
    }
    // Panels of w are transposed, each once for all samples: the products have lanes along In.
    for_strips<T, In, product_tile.packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
        constexpr std::size_t R = product_tile.rows, L = strip.lanes, V = strip.packs, part = Out < 128 ? Out : 128;
        alignas(sizeof(pack<T, L>)) T panel[part * V * L];
        for (std::size_t done = 0; done < Out; done += part) {
            const std::size_t depth = Out - done < part ? Out - done : part;
            transpose_panel<L, V>(w + column * Out + done, Out, strip.last, depth, panel);
            product<T> p{{dy + done, Out}, {panel, V * L, (V - 1) * L}, {dx + column, In, strip.last}, depth};
            p.add = done > 0;
            p.tiles = n / R;
            multiply<L, R, V>(p);
            if (R > 1 && n % R > 0) {
                const std::size_t rows = n - n % R;
                p.a.at += rows * Out;
                p.c.at += rows * In;
                p.tiles = n % R;
                multiply<L, 1, V>(p);
            }
        }
    });
}

/// dw[In][Out] += x[n][In]^T dy[n][Out]; x's samples are x_stride apart and dy's Out.
template <std::size_t In, std::size_t Out, class T, class G, class N>
INLAY_INLINE constexpr void accumulate_outer(const T* x, const T* dy, G* dw, N count, std::size_t x_stride = In) {
    const std::size_t n = count;
    if (INLAY_CONSTANT_EVALUATED || !std::is_same_v<T, G>) {
        for (std::size_t s = 0; s < n; ++s, x += x_stride, dy += Out) {
            for (std::size_t i = 0; i < In; ++i) {
                for (std::size_t o = 0; o < Out; ++o) dw[i * Out + o] += static_cast<G>(x[i] * dy[o]);
            }
        }
        return;
    }
    if constexpr (std::is_same_v<T, G>) {
        for_strips<T, Out, product_tile.packs>([=](auto strip, std::size_t c) __attribute__((always_inline)) {
            detail::outer_strip<decltype(strip), In, Out>(x, dy + c, dw + c, n, x_stride);
        });
    }
}

/// How many samples outer_by_rows takes: what it copies of dy lies on the stack.
template <class T, std::size_t Out>
inline constexpr std::size_t outer_by_rows_capacity = 65536 / sizeof(T) / Out;

/// The rows of x^T dy, a few at a time, where they are wanted once and not to be kept; for at most outer_by_rows_capacity
/// samples. What the user reads of the arrays `soon`, which are as long as the product, is sent for while the rows before it
/// are computed.
template <std::size_t In, std::size_t Out, class T>
void outer_by_rows(const T* x, const T* dy, std::size_t n, const T* const* soon, std::size_t arrays, gradient_user<T>& user) {
    constexpr std::size_t R = product_tile.rows, L = lanes_within<T>(Out), packed = (Out + L - 1) / L * L;
    constexpr std::size_t strips = (packed / L + product_tile.packs - 1) / product_tile.packs;
    alignas(sizeof(pack<T, L>)) T panel[outer_by_rows_capacity<T, Out> * packed];
    alignas(sizeof(pack<T, L>)) T rows[R * Out];
    for_strips<T, Out, product_tile.packs>([&](auto strip, std::size_t c) __attribute__((always_inline)) {
        T* to = panel + c * n;
        for (std::size_t s = 0; s < n; ++s) {
            for (std::size_t v = 0; v < strip.packs; ++v, to += L) pack<T, L>::load(dy + s * Out + c + strip.column(v)).store(to);
        }
    });
    const std::size_t line = 64 / sizeof(T), step = n * line < R * Out ? 2 * line : line;
    for (std::size_t row = 0; row < In;) {
        const bool whole = row + R <= In;
        std::size_t number = 0;
        for_strips<T, Out, product_tile.packs>([&](auto strip, std::size_t c) __attribute__((always_inline)) {
            constexpr std::size_t V = strip.packs;
            product<T> p{{x + row, 1, In}, {panel + c * n, V * L, (V - 1) * L}, {rows + c, Out, strip.last}, n};
            if (whole) {
                // The strips share what is sent for: an array for each, or a part of one.
                const std::size_t array = number * arrays / strips, part = number - (array * strips + arrays - 1) / (arrays > 0 ? arrays : 1);
                p.ahead = arrays > 0 ? soon[array] + (row + R) * Out + part * n * step : x;
                p.ahead_step = arrays > 0 ? step : 0;
                ++number;
                multiply<L, R, V, besides::fetching>(p);
            } else {
                multiply<L, 1, V>(p);
            }
        });
        user.use(user, row * Out, rows, (whole ? R : 1) * Out);
        row += whole ? R : 1;
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
