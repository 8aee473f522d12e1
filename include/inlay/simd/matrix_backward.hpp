// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/deferral.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// The gradients of the products of simd/matrix.hpp.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// panel[o][…] = the transposed rows of w that belong to the lanes of a strip, for o < depth.
template <class Strip, std::size_t Out, class T, class W>
INLAY_INLINE void transpose_panel(const W* w, std::size_t depth, T* panel) {
    constexpr std::size_t L = Strip::lanes, width = Strip::packs * L;
    for (std::size_t v = 0; v < Strip::packs; ++v) {
        const W* const from = w + Strip::column(v) * Out;
        T* const to = panel + v * L;
        std::size_t o = 0;
        if constexpr (std::is_same_v<T, W> && L % 4 == 0) {
            for (; o + 4 <= depth; o += 4) {
                for (std::size_t i = 0; i < L; i += 4) transpose_4x4(from + i * Out + o, Out, to + o * width + i, width);
            }
        }
        for (; o < depth; ++o) {
            for (std::size_t i = 0; i < L; ++i) to[o * width + i] = static_cast<T>(from[i * Out + o]);
        }
    }
}

/// R rows of dw += x^T dy, a strip of columns of it.
template <class Strip, std::size_t R, std::size_t Out, class T>
INLAY_INLINE void outer_tile(const T* x, std::size_t x_stride, T* dw, std::size_t n, auto multiply) {
    using tile = typename Strip::template tile<T, R>;
    // What is there is added at the end: until then it is on its way from a farther cache.
    for (std::size_t r = 0; r < R; ++r) {
        for (std::size_t v = 0; v < Strip::packs; ++v) __builtin_prefetch(dw + r * Out + Strip::column(v), 1);
    }
    tile t;
    t.zero();
    multiply(t, x, x_stride, n);
    t.add(dw, Out);
    t.store(dw, Out);
}

/// A strip of columns of dw += x^T dy.
template <class Strip, std::size_t In, std::size_t Out, class T>
INLAY_INLINE void outer_strip(const T* x, const T* dy, T* dw, std::size_t n, std::size_t x_stride) {
    constexpr std::size_t R = product_tile.rows, whole = In - In % R;
    constexpr std::size_t part = 128, width = Strip::packs * Strip::lanes;
    alignas(sizeof(pack<T, Strip::lanes>)) T panel[whole > 0 ? part * width : 1];
    for (std::size_t s = 0; s < n; s += part, x += part * x_stride, dy += part * Out) {
        const std::size_t depth = n - s < part ? n - s : part;
        const auto plainly = [=](auto& t, const T* from, std::size_t stride, std::size_t count) __attribute__((always_inline)) {
            t.multiply(from, 1, stride, dy, Out, count);
        };
        if constexpr (whole > 0 && Strip::width < Out) {
            outer_tile<Strip, R, Out>(x, x_stride, dw, depth, [&](auto& t, const T* from, std::size_t stride, std::size_t count) __attribute__((always_inline)) {
                t.multiply_and_pack(from, 1, stride, dy, Out, count, panel);
            });
            for (std::size_t i = R; i < whole; i += R) {
                outer_tile<Strip, R, Out>(x + i, x_stride, dw + i * Out, depth, [&](auto& t, const T* from, std::size_t stride, std::size_t count) __attribute__((always_inline)) {
                    t.multiply_panel(from, 1, stride, panel, count);
                });
            }
        } else {
            for (std::size_t i = 0; i < whole; i += R) outer_tile<Strip, R, Out>(x + i, x_stride, dw + i * Out, depth, plainly);
        }
        if constexpr (In % R > 0) outer_tile<Strip, In % R, Out>(x + whole, x_stride, dw + whole * Out, depth, plainly);
    }
}

}  // namespace detail

/// dx[n][In] = dy[n][Out] w^T.
template <std::size_t In, std::size_t Out, class T, class W, class N>
INLAY_INLINE constexpr void multiply_transposed(const T* dy, const W* w, T* dx, N count) {
    const std::size_t n = count;
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
    // Panels of w are transposed, each once for all samples: the products have lanes along In.
    for_strips<T, In, product_tile.packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
        using S = decltype(strip);
        constexpr std::size_t depth = Out < 128 ? Out : 128;
        alignas(sizeof(pack<T, S::lanes>)) T panel[depth * S::packs * S::lanes];
        for (std::size_t done = 0; done < Out; done += depth) {
            const std::size_t now = Out - done < depth ? Out - done : depth;
            detail::transpose_panel<S, Out>(w + column * Out + done, now, panel);
            for_rows<product_tile.rows>(n, [&]<std::size_t R>(std::size_t row) __attribute__((always_inline)) {
                T* const to = dx + row * In + column;
                typename S::template tile<T, R> t;
                if (done == 0) {
                    t.zero();
                } else {
                    t.load(to, In);
                }
                t.multiply_panel(dy + row * Out + done, Out, 1, panel, now);
                t.store(to, In);
            });
        }
    });
}

/// dw[In][Out] += x[n][In]^T dy[n][Out]; x's samples are x_stride apart and dy's Out.
template <std::size_t In, std::size_t Out, class T, class G, class N>
INLAY_INLINE constexpr void accumulate_outer(const T* x, const T* dy, G* dw, N count, std::size_t x_stride = In) {
    const std::size_t n = count;
    if (std::is_constant_evaluated() || !std::is_same_v<T, G>) {
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
        using S = decltype(strip);
        T* to = panel + c * n;
        for (std::size_t s = 0; s < n; ++s) {
            for (std::size_t v = 0; v < S::packs; ++v, to += L) pack<T, L>::load(dy + s * Out + c + S::column(v)).store(to);
        }
    });
    // The strips share what is sent for: an array for each, or a part of one.
    const auto ahead_of = [=](std::size_t number, std::size_t row, std::size_t step) -> const T* {
        if (arrays == 0) return x;
        const std::size_t array = number * arrays / strips, part = number - (array * strips + arrays - 1) / arrays;
        return soon[array] + (row + R) * Out + part * n * step;
    };
    const std::size_t line = 64 / sizeof(T), step = n * line < R * Out ? 2 * line : line;
    std::size_t row = 0;
    for (; row + R <= In; row += R) {
        std::size_t number = 0;
        for_strips<T, Out, product_tile.packs>([&](auto strip, std::size_t c) __attribute__((always_inline)) {
            typename decltype(strip)::template tile<T, R> t;
            t.zero();
            t.multiply_panel(x + row, 1, In, panel + c * n, n, ahead_of(number++, row, step), step);
            t.store(rows + c, Out);
        });
        user.use(user, row * Out, rows, R * Out);
    }
    if constexpr (In % R > 0) {
        for (; row < In; ++row) {
            for_strips<T, Out, product_tile.packs>([&](auto strip, std::size_t c) __attribute__((always_inline)) {
                typename decltype(strip)::template tile<T, 1> t;
                t.zero();
                t.multiply_panel(x + row, 1, In, panel + c * n, n);
                t.store(rows + c, Out);
            });
            user.use(user, row * Out, rows, Out);
        }
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
