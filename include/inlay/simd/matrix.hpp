// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix_row.hpp>
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
