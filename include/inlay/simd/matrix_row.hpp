// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/narrow.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/pieces.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// One row times a matrix: what a single sample costs is reading the weights once, and waiting for the layer before.
namespace inlay::inline INLAY_ABI::simd::detail {

/// A value that scalar code reads by itself. GCC would put neighbours together into one vector, whose load has to wait where
/// it reads from more than one store of the layer before.
template <std::size_t Lanes, class T>
INLAY_INLINE T alone(T value) {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    if constexpr (Lanes == 1 && sizeof(T) <= 8) asm("" : "+x"(value));
#endif
    return value;
}

/// In how many sums, of V packs each, a row is added up: enough to keep the adders busy, no more than a sum of four products
/// each or than registers hold.
constexpr std::size_t sums_of(std::size_t packs, std::size_t depth, std::size_t registers) {
    std::size_t sums = 1;
    while (sums * packs < 8 && 2 * sums * packs <= registers && 2 * sums * 4 <= depth) sums *= 2;
    return sums;
}

/// sum, and `Count` products of x and w, fewer than it has lanes, as one value.
template <std::size_t Count, class T, std::size_t N>
INLAY_INLINE T add_rest(pack<T, N> sum, const T* x, const T* w) {
    if constexpr (N > 2 && has_lanes<T, N / 2>) {
        using P = pack<T, N / 2>;
        constexpr std::size_t here = Count / P::size * P::size;
        const auto [low, high] = split(sum);
        P half = low + high;
        if constexpr (here > 0) half = fma(P::load(x), P::load(w), half);
        return add_rest<Count - here>(half, x + here, w + here);
    } else {
        T total = reduce_add(sum);
        INLAY_UNROLL for (std::size_t i = 0; i < Count; ++i) total += x[i] * w[i];
        return total;
    }
}

/// The sum of x[i] w[i] for N values. (By simd::sum, which knows one accumulator only, a single output takes 2 to 19 % longer.)
template <std::size_t N, class T>
INLAY_INLINE T dot(const T* x, const T* w) {
    constexpr std::size_t L = lanes_within<T>(N), packs = N / L, sums = packs < 2 ? 1 : packs < 4 ? 2 : 4;
    using P = pack<T, L>;
    P sum[sums];
    INLAY_UNROLL for (P& s : sum) s = P(0);
    const auto add = [&](std::size_t k, P& s) __attribute__((always_inline)) { s = fma(P::load(x + k * L), P::load(w + k * L), s); };
    for (std::size_t k = 0; k + sums <= packs; k += sums) {
        INLAY_UNROLL for (std::size_t i = 0; i < sums; ++i) add(k + i, sum[i]);
    }
    INLAY_UNROLL for (std::size_t i = 0; i < packs % sums; ++i) add(packs - 1 - i, sum[i]);
    if constexpr (sums == 4) sum[0] = sum[0] + sum[2], sum[1] = sum[1] + sum[3];
    if constexpr (sums > 1) sum[0] = sum[0] + sum[1];
    return add_rest<N % L>(sum[0], x + packs * L, w + packs * L);
}

template <std::size_t Half, class Tile>
INLAY_INLINE void fold(Tile& t) {
    INLAY_UNROLL for (std::size_t i = 0; i < Half; ++i) t.sum[i] = t.sum[i] + t.sum[Half + i];
}

/// How many rows of w make a whole number of vectors, where one does not: read in one piece these are aligned, and no load
/// reaches into two lines of the cache.
template <class T, std::size_t Out>
inline constexpr std::size_t rows_in_step = native_lanes<T> / (native_lanes<T> < (Out & (~Out + 1)) ? native_lanes<T> : (Out & (~Out + 1)));
/// Whether that pays: what streams from beyond the first cache, and its sums fit into the registers.
template <class T, std::size_t In, std::size_t Out>
inline constexpr bool reads_in_step = INLAY_VECTOR_BYTES > 0 && Out > native_lanes<T> && rows_in_step<T, Out> > 1 && In >= rows_in_step<T, Out> &&
                                      In * Out * sizeof(T) >= 24576 &&
                                      rows_in_step<T, Out> * Out / native_lanes<T> <= (INLAY_VECTOR_BYTES == 64 ? 26 : 12);

/// One row of y = F(x w + bias) with w read in such pieces: a vector that spans the end of a row is multiplied by two inputs.
template <std::size_t In, std::size_t Out, class F, class T, class W>
INLAY_INLINE void affine_row_in_step(const T* x, const W* w, const W* bias, T* y) {
    constexpr std::size_t L = native_lanes<T>, R = rows_in_step<T, Out>, V = R * Out / L;
    using P = pack<T, L>;
    T lanes[L];
    for (std::size_t i = 0; i < L; ++i) lanes[i] = static_cast<T>(i);
    const P lane = P::load(lanes);
    P sum[V];
    INLAY_UNROLL for (P& s : sum) s = P(0);
    for (std::size_t k = 0; k + R <= In; k += R, x += R, w += R * Out) {
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) {
            const std::size_t row = v * L / Out, next = (v * L + L - 1) / Out;
            P left(x[row]);
            if (row != next) left = select(lane < P(static_cast<T>(next * Out - v * L)), left, P(x[next]));
            sum[v] = fma(left, load_as<P>(w + v * L), sum[v]);
        }
    }
    T parts[V * L];
    INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[v].store(parts + v * L);
    for_strips<T, Out, 2>([&](auto strip, std::size_t c) __attribute__((always_inline)) {
        for (std::size_t v = 0; v < strip.packs; ++v) {
            const std::size_t column = c + strip.column(v);
            P total = load_as<P>(bias + column);
            for (std::size_t r = 0; r < R; ++r) total = total + P::load(parts + r * Out + column);
            for (std::size_t r = 0; r < In % R; ++r) total = fma(P(x[r]), load_as<P>(w + r * Out + column), total);
            P(F::value(total)).store(y + column);
        }
    });
}

/// A single row can be wider than a tile: it streams the matrix once and is bound by that.
inline constexpr std::size_t row_packs = INLAY_VECTOR_BYTES == 64 ? 16 : INLAY_VECTOR_BYTES > 0 ? 8 : 4;

/// One row of y = F(x w + bias): w is read once, from its beginning to its end, which is what it costs. Sums that are few
/// are split, so that one addition need not wait for the one before it.
template <std::size_t In, std::size_t Out, class F, class T, class W>
INLAY_INLINE void affine_row(const T* x, const W* w, const W* bias, T* y) {
    if constexpr (Out == 1 && std::is_same_v<T, W> && In >= 8 && native_lanes<T> > 1) {
        const T product = dot<In>(x, w);
        *y = pack<T, 1>(F::value(pack<T, 1>(product + static_cast<T>(*bias)))).v;
        return;
    }
    if constexpr (narrow_product<T, W, In, Out>) return affine_narrow_row<In, Out, F>(x, w, bias, y);
    if constexpr (reads_in_step<T, In, Out>) return affine_row_in_step<In, Out, F>(x, w, bias, y);
    for_strips<T, Out, row_packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
        using S = decltype(strip);
        using P = pack<T, S::lanes>;
        constexpr std::size_t V = S::packs;
        constexpr std::size_t most = INLAY_VECTOR_BYTES == 64 ? 16 : INLAY_VECTOR_BYTES > 0 ? 8 : 4;
        constexpr std::size_t parts = sums_of(V, In, most);
        constexpr bool by_registers = V <= 2 || requires { requires F::positive_part; };  // or by a loop, which is less to compile
        tile<T, S::lanes, parts, V, S::last> t;  // its rows are parts of one sum
        t.zero();
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) t.sum[v] = load_as<P>(bias + column + S::column(v));
        const auto step = [&]<std::size_t Sums>(std::size_t k) __attribute__((always_inline)) {
            INLAY_UNROLL for (std::size_t i = 0; i < Sums; ++i) {
                t.sum[i] = fma(P(alone<S::lanes>(x[k + i / V])), load_as<P>(w + (k + i / V) * Out + column + S::column(i % V)), t.sum[i]);
            }
        };
        for (std::size_t k = 0; k + parts <= In; k += parts) step.template operator()<parts * V>(k);
        if constexpr (In % parts > 0) step.template operator()<In % parts * V>(In - In % parts);
        if constexpr (parts >= 8) fold<4 * V>(t);
        if constexpr (parts >= 4) fold<2 * V>(t);
        if constexpr (parts >= 2) fold<V>(t);
        if constexpr (by_registers) {
            INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) t.sum[v] = P(F::value(t.sum[v]));
        }
        store_once<S::width>(t.sum, y + column);
        if constexpr (!by_registers) map(fixed<S::width>{}, [](auto v) { return F::value(v); }, y + column, static_cast<const T*>(y + column));
    });
}

}  // namespace inlay::inline INLAY_ABI::simd::detail
