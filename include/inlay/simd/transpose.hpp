// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <type_traits>

/// Transposed copies, for products whose right matrix lies the other way round.
namespace inlay::inline INLAY_ABI::simd {

/// to[j * to_stride + i] = from[i * from_stride + j] for i, j < 4.
template <class T>
INLAY_INLINE void transpose_4x4(const T* from, std::size_t from_stride, T* to, std::size_t to_stride) {
#if INLAY_SIMD
    typedef T four __attribute__((vector_size(4 * sizeof(T))));
    four a, b, c, d;
    __builtin_memcpy(&a, from, sizeof(a));
    __builtin_memcpy(&b, from + from_stride, sizeof(b));
    __builtin_memcpy(&c, from + 2 * from_stride, sizeof(c));
    __builtin_memcpy(&d, from + 3 * from_stride, sizeof(d));
    const four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), AB = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    a = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    b = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    c = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
    d = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
    __builtin_memcpy(to, &a, sizeof(a));
    __builtin_memcpy(to + to_stride, &b, sizeof(b));
    __builtin_memcpy(to + 2 * to_stride, &c, sizeof(c));
    __builtin_memcpy(to + 3 * to_stride, &d, sizeof(d));
#else
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) to[j * to_stride + i] = from[i * from_stride + j];
    }
#endif
}

/// panel[depth][V packs] = the transposed rows of w, w_stride apart, that belong to the lanes of a strip whose last pack
/// starts at row `last`.
template <std::size_t L, std::size_t V, class T, class W>
[[gnu::noinline]] void transpose_panel(const W* w, std::size_t w_stride, std::size_t last, std::size_t depth, T* panel) {
    constexpr std::size_t width = V * L;
    for (std::size_t v = 0; v < V; ++v) {
        const W* const from = w + (v + 1 == V ? last : v * L) * w_stride;
        T* const to = panel + v * L;
        const std::size_t whole = std::is_same_v<T, W> && L % 4 == 0 ? depth / 4 : 0;
        if constexpr (std::is_same_v<T, W> && L % 4 == 0) {
            for (std::size_t o = 0; o < 4 * whole; o += 4) {
                for (std::size_t i = 0; i < L; i += 4) transpose_4x4(from + i * w_stride + o, w_stride, to + o * width + i, width);
            }
        }
        for (std::size_t o = 4 * whole; o < depth; ++o) {
            for (std::size_t i = 0; i < L; ++i) to[o * width + i] = static_cast<T>(from[i * w_stride + o]);
        }
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
