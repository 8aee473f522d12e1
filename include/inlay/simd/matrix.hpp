// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/narrow.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>
#include <utility>

/// Products with a row-major matrix w[In][Out] (Keras' kernel layout) for n samples: In and Out are constants, n is one too
/// where it is a fixed<>. In constant expressions plain loops do the same.
namespace inlay::inline INLAY_ABI::simd {

/// The rows of a view, so many per sample, for these products: a fixed<> where the number of samples is.
template <std::size_t PerSample, class V>
constexpr auto rows_of(V v) {
    if constexpr (V::extent == static_cast<std::size_t>(-1)) {
        return v.samples() * PerSample;
    } else {
        return fixed<V::extent * PerSample>{};
    }
}

namespace detail {

/// The depth of a product in even parts of at most so many rows: of a part, a strip of columns stays near the first cache.
constexpr std::size_t part_of(std::size_t depth, std::size_t most) {
    const std::size_t parts = (depth + most - 1) / most;
    return (depth + parts - 1) / parts;
}

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
    if constexpr (Out == 1 && std::is_same_v<T, W> && In >= 2 * native_lanes<T> && native_lanes<T> > 1) {
        const T product = sum(fixed<In>{}, [](auto a, auto b) { return a * b; }, x, w);
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
        INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) {
            if constexpr (V <= 2) t.sum[v] = P(F::value(t.sum[v]));
            t.sum[v].store(y + column + S::column(v));
        }
        if constexpr (V > 2) map(fixed<S::width>{}, [](auto v) { return F::value(v); }, y + column, static_cast<const T*>(y + column));
    });
}

/// Whether w stays in the first cache, so that no panel need be made of it.
template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr bool stays_in_first_cache = std::is_same_v<T, W> && (Out <= product_tile.packs * lanes_within<T>(Out) || In * Out * sizeof(T) <= 16384);

/// The tile of y = x w: where w stays in the first cache, one that takes all of a multiple of 64 outputs at once.
template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr tile_size affine_tile =
    INLAY_VECTOR_BYTES == 64 && stays_in_first_cache<T, W, In, Out> && Out % (4 * native_lanes<T>) == 0 ? tile_size{6, 4} : product_tile;

/// Whether tiles read w where it lies, sent for ahead, instead of from a panel: whole vectors, in rows not so far apart that a strip of
/// them shares few sets of the second cache, and enough of them that a panel would not stay in the first.
template <class T, class W, std::size_t In, std::size_t Out>
inline constexpr bool reads_ahead = INLAY_VECTOR_BYTES == 64 && std::is_same_v<T, W> && !stays_in_first_cache<T, W, In, Out> &&
                                    Out % native_lanes<T> == 0 && Out * sizeof(T) <= 2048 && In * Out * sizeof(T) >= 131072;

/// A whole number of tiles of R rows of y = x w + bias, or with `positive` what of that is above 0.
template <std::size_t R, std::size_t In, std::size_t Out, class T, class W>
INLAY_INLINE void affine_tiles(const T* x, const W* w, const T* bias, T* y, std::size_t n, bool positive) {
    constexpr std::size_t L = lanes_within<T>(Out), packs = affine_tile<T, W, In, Out>.packs;
    constexpr bool ahead = reads_ahead<T, W, In, Out>, panels = !ahead && !stays_in_first_cache<T, W, In, Out> && R >= product_tile.rows;
    // Of a part of the depth, a panel of a strip is near the first cache, or what the rows of w span in the second.
    constexpr std::size_t part = ahead ? part_of(In, 409600 / (Out * sizeof(T))) : panels ? part_of(In, 400) : In;
    alignas(sizeof(pack<T, L>)) [[maybe_unused]] T panel[panels ? part * packs * L : 1];
    for (std::size_t k = 0; k < In; k += part) {
        const std::size_t depth = In - k < part ? In - k : part;
        for_strips<T, Out, packs>([&](auto s, std::size_t c) __attribute__((always_inline)) {
            constexpr std::size_t V = s.packs;
            product<T, W> p{{x + k, In}, {w + k * Out + c, Out, s.last}, {y + c, Out, s.last}, depth};
            if (k == 0) p.bias = bias + c;
            p.add = k > 0;
            p.positive = positive && k + depth == In;
            if constexpr (panels) {  // the first tile copies what it reads of w into a panel for the others
                p.panel = panel;
                multiply<L, R, V, besides::packing>(p);
                product<T> others{{p.a.at + R * In, In}, {panel, V * L, (V - 1) * L}, {p.c.at + R * Out, Out, s.last}, depth};
                others.bias = p.bias;
                others.add = p.add;
                others.tiles = n / R - 1;
                others.positive = p.positive;
                multiply<L, R, V>(others);
            } else {
                p.tiles = n / R;
                multiply<L, R, V, ahead ? besides::reading_ahead : besides::nothing>(p);
            }
        });
    }
}

/// Many rows. (A function of its own, so that training and inference share it.)
template <std::size_t In, std::size_t Out, class F, class T, class W>
void affine_rows(const T* x, const W* w, const W* bias, T* y, std::size_t n) {
    constexpr std::size_t R = affine_tile<T, W, In, Out>.rows;
    constexpr bool positive = Out > 1 && requires { requires F::positive_part; };
    if constexpr (narrow_product<T, W, In, Out>) {
        if (n >= 8) return affine_narrow<In, Out, F>(x, w, bias, y, n);
        for (std::size_t row = 0; row < n; ++row) affine_narrow_row<In, Out, F>(x + row * In, w, bias, y + row * Out);
        return;
    } else if constexpr (Out == 1) {
        for (std::size_t row = 0; row < n; ++row) affine_row<In, Out, unchanged>(x + row * In, w, bias, y + row);
    } else {
        if (n < (R > 4 ? 4 : R)) {
            for (std::size_t row = 0; row < n; ++row) affine_row<In, Out, F>(x + row * In, w, bias, y + row * Out);
            return;
        }
        [[maybe_unused]] T converted[std::is_same_v<T, W> ? 1 : Out];
        const T* start = converted;
        if constexpr (std::is_same_v<T, W>) {
            start = bias;
        } else {
            for (std::size_t o = 0; o < Out; ++o) converted[o] = static_cast<T>(bias[o]);
        }
        // What is left over below the last whole tile is computed by another one that ends with the last row.
        const auto tiles = [&]<std::size_t Rows>() __attribute__((always_inline)) {
            std::size_t row = 0, count = n - n % Rows;
            while (true) {
                affine_tiles<Rows, In, Out>(x + row * In, w, start, y + row * Out, count, positive);
                if (row + count == n) return;
                if (Rows == 6 && n - count == 4) break;
                row = n - Rows;
                count = Rows;
            }
            if constexpr (Rows == 6) affine_tiles<4, In, Out>(x + (n - 4) * In, w, start, y + (n - 4) * Out, 4, positive);  // what batches of 16, 64 and 256 leave
        };
        if (n >= R) {
            tiles.template operator()<R>();
        } else if constexpr (R > 4) {
            tiles.template operator()<4>();
        }
    }
    if constexpr (!positive && !std::is_same_v<F, unchanged>) map(n * Out, [](auto v) { return F::value(v); }, y, static_cast<const T*>(y));
}

}  // namespace detail

/// y[n][Out] = F(x[n][In] w + bias[Out]); F::value is what an element-wise layer behind it does.
template <std::size_t In, std::size_t Out, class F = unchanged, class T, class W, class N>
INLAY_INLINE constexpr void affine(const T* x, const W* w, const W* bias, T* y, N count) {
    const std::size_t n = count;
    if (INLAY_CONSTANT_EVALUATED) {
        for (std::size_t s = 0; s < n; ++s, x += In, y += Out) {
            for (std::size_t o = 0; o < Out; ++o) {
                T sum = static_cast<T>(bias[o]);
                for (std::size_t i = 0; i < In; ++i) sum += x[i] * static_cast<T>(w[i * Out + o]);
                y[o] = pack<T, 1>(F::value(pack<T, 1>(sum))).v;
            }
        }
        return;
    }
    if constexpr (std::is_same_v<N, fixed<1>>) {
        detail::affine_row<In, Out, F>(x, w, bias, y);
    } else {
        detail::affine_rows<In, Out, F>(x, w, bias, y, n);
    }
}

/// db[Out] += sum over n of dy[n][Out].
template <std::size_t Out, class T, class G, class N>
INLAY_INLINE constexpr void accumulate_rows(const T* dy, G* db, N count) {
    const std::size_t n = count;
    if (INLAY_CONSTANT_EVALUATED || !std::is_same_v<T, G>) {
        for (std::size_t s = 0; s < n; ++s, dy += Out) {
            for (std::size_t o = 0; o < Out; ++o) db[o] += static_cast<G>(dy[o]);
        }
        return;
    }
    if constexpr (std::is_same_v<T, G>) {
        constexpr T one = 1;
        for_strips<T, Out, product_tile.packs>([=](auto strip, std::size_t column) __attribute__((always_inline)) {
            product<T> p{{&one, 0, 0}, {dy + column, Out, strip.last}, {db + column, Out, strip.last}, n};
            p.add = true;
            multiply<strip.lanes, 1, strip.packs>(p);
        });
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
