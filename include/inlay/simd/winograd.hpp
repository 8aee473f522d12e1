// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/minimal_filtering.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/tile.hpp>
#include <inlay/simd/winograd_product.hpp>
#include <type_traits>

/// Convolution with 3 x 3 taps by minimal filtering (A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016): a tile of
/// inputs is transformed along both its directions, each number that this gives is multiplied with a transformed tap, summed over the channels
/// as a matrix product, and a transform of the sums gives a tile of outputs. 4 x 4 outputs take 36 products where the definition takes 144.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// The products of a filter with each of its taps.
template <class F>
struct products_of {
    std::size_t first[F::taps]{}, count[F::taps]{};
    constexpr products_of() {
        for (std::size_t i = F::products; i-- > 0;) first[F::tap[i]] = i, ++count[F::tap[i]];
    }
};

/// Where product (r, k) of a tile lies, with V down and H across it: those with the same tap one behind the other.
template <class V, class H>
struct tile_order {
    static constexpr std::size_t products = V::products * H::products, taps = V::taps * H::taps;

    static constexpr products_of<V> down{};
    static constexpr products_of<H> across{};
    static constexpr std::size_t at(std::size_t r, std::size_t k) {
        const std::size_t i = V::tap[r], j = H::tap[k];
        return down.first[i] * H::products + down.count[i] * across.first[j] + (r - down.first[i]) * across.count[j] + (k - across.first[j]);
    }
    /// How many products are with each tap.
    static constexpr auto shares = [] {
        std::array<std::size_t, taps> n{};
        for (std::size_t tap = 0; tap < taps; ++tap) n[tap] = down.count[tap / H::taps] * across.count[tap % H::taps];
        return n;
    }();
};

/// The pixels under a tile, row by row: those of its first and of its last column, which may lie outside the picture and be zeros, and
/// those between them.
template <class T, std::size_t Rows>
struct pixels_under {
    const T *first[Rows], *between[Rows], *last[Rows];
};

/// The tile, transformed: product p of channel c comes to to[p * step + c]. Part by part of what goes down, so that a part stays in registers.
template <class P, class V, class H, class T>
[[gnu::noinline, gnu::flatten]] constexpr void take_tile(const pixels_under<T, V::inputs>& from, std::size_t channels, T* to, std::size_t step) {
    constexpr std::size_t part = V::products / V::parts;
    for_covering<P::size>(channels, [&](std::size_t c) __attribute__((always_inline)) {
        unrolled<V::parts>([&]<std::size_t v>() __attribute__((always_inline)) {
            P down[part][H::inputs];
            unrolled<H::inputs>([&]<std::size_t k>() __attribute__((always_inline)) {
                P column[V::inputs], result[part];
                unrolled<V::inputs>([&]<std::size_t r>() __attribute__((always_inline)) {
                    column[r] = P::load(k == 0 ? from.first[r] + c : k + 1 == H::inputs ? from.last[r] + c : from.between[r] + (k - 1) * channels + c);
                });
                V::template input<v>(column, result);
                unrolled<part>([&]<std::size_t r>() __attribute__((always_inline)) { down[r][k] = result[r]; });
            });
            unrolled<part>([&]<std::size_t r>() __attribute__((always_inline)) {
                unrolled<H::parts>([&]<std::size_t h>() __attribute__((always_inline)) {
                    constexpr std::size_t across = H::products / H::parts;
                    P result[across];
                    H::template input<h>(down[r], result);
                    unrolled<across>([&]<std::size_t k>() __attribute__((always_inline)) {
                        result[k].store(to + tile_order<V, H>::at(v * part + r, h * across + k) * step + c);
                    });
                });
            });
        });
    });
}

/// The outputs from the sums of a tile, which lie as take_tile's results do: of one that is not Whole the first `rows` and `columns`. With Adds
/// on `addend`. `line` elements lie between rows of y and of that.
template <class P, class V, class H, class Function, bool Adds, bool Whole, class T, class W>
[[gnu::noinline, gnu::flatten]] constexpr void put_tile(const T* sums, std::size_t step, const W* bias, std::size_t filters, T* y, std::size_t line,
                                                        const T* addend, std::size_t rows, std::size_t columns) {
    for_covering<P::size>(filters, [=](std::size_t f) __attribute__((always_inline)) {
        P down[V::outputs * H::products];
        unrolled<H::products>([&]<std::size_t k>() __attribute__((always_inline)) {
            P column[V::products], result[V::outputs];
            unrolled<V::products>([&]<std::size_t r>() __attribute__((always_inline)) { column[r] = P::load(sums + tile_order<V, H>::at(r, k) * step + f); });
            V::output(column, result);
            unrolled<V::outputs>([&]<std::size_t r>() __attribute__((always_inline)) { down[r * H::products + k] = result[r]; });
        });
        const P start = load_as<P>(bias + f);
        unrolled<V::outputs>([&]<std::size_t r>() __attribute__((always_inline)) {
            if (!Whole && r >= rows) return;
            P row[H::products], result[H::outputs];
            unrolled<H::products>([&]<std::size_t k>() __attribute__((always_inline)) { row[k] = down[r * H::products + k]; });
            H::output(row, result);
            unrolled<H::outputs>([&]<std::size_t k>() __attribute__((always_inline)) {
                if (!Whole && k >= columns) return;
                const std::size_t at = r * line + k * filters + f;
                P sum = result[k] + start;
                if constexpr (Adds) sum = sum + P::load(addend + at);
                Function::value(sum).store(y + at);
            });
        });
    });
}

/// What the engines of this method have in common.
template <std::size_t Filters>
struct winograd_engine {
    /// Packs that overlap would add twice.
    static constexpr bool adds_in_place = Filters % lanes_within<float>(Filters) == 0 && Filters % lanes_within<double>(Filters) == 0;
    static constexpr std::size_t backward_room = 0;

    template <class T>
    static constexpr void backward(const auto*, const T*, const T*, auto, auto*, std::size_t, T*) {
        static_assert(sizeof(T) == 0, "inlay: winograd_conv2d only infers: train conv2d, and infer by inference_model<winograd> of that model");
    }
};

}  // namespace detail

/// The convolution S of 3 x 3 neighbouring taps, at most one row and column of padding on each side, by a transformed kernel: V filters down,
/// H across. An engine of layers/convolution_engines.hpp that only infers. Its transforms are told their sizes, and all layers of a program
/// share them: a further layer costs little to compile.
template <convolution_size S, class V, class H>
struct winograd : detail::winograd_engine<S.filters> {
    static_assert(S.kernel_height == 3 && S.kernel_width == 3 && S.whole() && S.stride_height == V::stride && S.stride_width == H::stride);
    static_assert(S.top < 2 && S.left < 2);
    using order = detail::tile_order<V, H>;
    static constexpr std::size_t products = order::products, taps = order::taps, block = S.channels * S.filters;
    static constexpr std::size_t high = (S.out_height + V::outputs - 1) / V::outputs, wide = (S.out_width + H::outputs - 1) / H::outputs, tiles = high * wide;
    static constexpr bool whole = S.out_height % V::outputs == 0 && S.out_width % H::outputs == 0;
    // Tiles that go through together: what is between the steps stays in the first cache, or near it. Twice as many, which the weights serve
    // then, where their sums need no room of their own.
    static constexpr std::size_t rows = product_tile.rows;
    static constexpr bool one_strip = S.channels == S.filters && S.filters <= product_tile.packs * native_lanes<float>;
    static constexpr std::size_t together = one_strip && tiles % (2 * rows) == 0 ? 2 * rows : detail::longest_part<tiles, rows>;
    // Packs of a tile of the product: few rows leave registers for more, and rows of four packs are read without a stride.
    static constexpr bool by_four = together <= 4 || (tiles % together == 0 && together % 4 == 0 && S.filters % (4 * native_lanes<float>) == 0);
    static constexpr std::size_t packs = INLAY_VECTOR_BYTES == 64 && by_four ? 4 : product_tile.packs;
    // Elements between one product's channels, or sums, and the next one's: at distances of powers of 2, loads wait for stores elsewhere.
    static constexpr std::size_t gap = 16;
    // Columns of the last tile behind the picture.
    static constexpr std::size_t reached = (wide - 1) * H::outputs * H::stride + H::inputs - S.left, behind = reached > S.width ? reached - S.width : 0;
    static constexpr std::size_t line = H::inputs * S.channels, copied = behind > 1 ? V::inputs * line : 0;
    static constexpr std::size_t forward_room = line + copied + products * (together * (S.channels + S.filters) + 2 * gap);
    static constexpr std::size_t flops = tiles * (2 * products * block + (V::input_flops * H::inputs + H::input_flops * V::products) * S.channels +
                                                  (V::output_flops * H::products + H::output_flops * V::outputs) * S.filters);

    /// kernel[3][3][channels][filters] as forward reads it: [V's taps][H's taps][channels][filters].
    template <class From, class To>
    static constexpr void transform_kernel(const From* kernel, To* to) {
        for (std::size_t i = 0; i < block; ++i) {
            double half[3][V::taps]{}, whole[H::taps]{};
            for (std::size_t x = 0; x < 3; ++x) {
                const double column[3] = {static_cast<double>(kernel[x * block + i]), static_cast<double>(kernel[(3 + x) * block + i]),
                                          static_cast<double>(kernel[(6 + x) * block + i])};
                V::kernel(column, half[x]);
            }
            for (std::size_t y = 0; y < V::taps; ++y) {
                const double row[3] = {half[0][y], half[1][y], half[2][y]};
                H::kernel(row, whole);
                for (std::size_t x = 0; x < H::taps; ++x) to[(y * H::taps + x) * block + i] = static_cast<To>(whole[x]);
            }
        }
    }

    /// y = Function(x convolved with the kernel + bias) for `count` pictures; with Adds, y = Function(... + addend).
    template <class Function, bool Adds = false, class T, class W>
    static constexpr void forward(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room, const T* addend = nullptr) {
        if (INLAY_CONSTANT_EVALUATED) {
            pictures<Function, Adds, 1, 1>(w, bias, x, y, count, room, addend);
        } else {
            pictures<Function, Adds, lanes_within<T>(S.channels), lanes_within<T>(S.filters)>(w, bias, x, y, count, room, addend);
        }
    }

private:
    // Sums may lie where their inputs do: a tile of the product has all columns, and is stored when it is done.
    template <std::size_t Lanes>
    static constexpr bool in_place = S.channels == S.filters && S.filters <= packs * Lanes;

    template <class Function, bool Adds, std::size_t Lanes, std::size_t OutLanes, class T, class W>
    static constexpr void pictures(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room, const T* addend) {
        T *const zeros = room, *const copy = zeros + line, *const inputs = copy + copied;
        for (std::size_t i = 0; i < line; ++i) zeros[i] = 0;
        for (std::size_t n = 0; n < count; ++n, x += S.picture()) {
            detail::for_even<tiles, together>([=]<std::size_t Count>(std::size_t first) {
                T* const sums = inputs + (in_place<OutLanes> ? 0 : products * (Count * S.channels + gap));
                for (std::size_t t = 0; t < Count; ++t) {
                    const auto tile = under(x, (first + t) / wide, (first + t) % wide, zeros, copy);
                    detail::take_tile<pack<T, Lanes>, V, H>(tile, S.channels, inputs + t * S.channels, Count * S.channels + gap);
                }
                detail::multiply_taps<Count, S.channels, S.channels, S.filters, packs>(inputs, Count * S.channels + gap, w, sums, Count * S.filters + gap,
                                                                                       order::shares.data(), taps);
                for (std::size_t t = 0; t < Count; ++t) {
                    const std::size_t top = (first + t) / wide * V::outputs, left = (first + t) % wide * H::outputs;
                    const std::size_t at = n * S.result() + (top * S.out_width + left) * S.filters;
                    detail::put_tile<pack<T, OutLanes>, V, H, Function, Adds, whole>(sums + t * S.filters, Count * S.filters + gap, bias, S.filters, y + at,
                                                                                     S.out_width * S.filters, Adds ? addend + at : nullptr,
                                                                                     S.out_height - top, S.out_width - left);
                }
            });
        }
    }

    // The pixels under the tile in that row and column of tiles. Rows outside the picture are `zeros`; where more columns than the last are
    // missing, rows are copied.
    template <class T>
    static INLAY_INLINE constexpr detail::pixels_under<T, V::inputs> under(const T* x, std::size_t row, std::size_t column, const T* zeros,
                                                                           [[maybe_unused]] T* copy) {
        // Where the tile begins above or left of the picture these wrap around; only sums with what lies inside are used.
        const std::size_t top = row * (V::outputs * V::stride) - S.top, left = column * (H::outputs * H::stride) - S.left, inside = S.width - left;
        detail::pixels_under<T, V::inputs> tile;
        for (std::size_t r = 0; r < V::inputs; ++r) {
            const bool outside = top + r >= S.height;
            const T* from = outside ? zeros : x + ((top + r) * S.width + left + 1) * S.channels;  // the second column
            tile.first[r] = outside || (S.left > 0 && column == 0) ? zeros : from - S.channels;
            if constexpr (behind > 1) {
                if (inside + 1 < H::inputs) {
                    for (std::size_t i = 0; i < line; ++i) copy[i] = i < (inside - 1) * S.channels ? from[i] : T(0);
                    from = copy;
                    copy += line;
                }
            }
            tile.between[r] = from;
            tile.last[r] = behind > 0 && inside < H::inputs ? zeros : from + (H::inputs - 2) * S.channels;
        }
        return tile;
    }
};

}  // namespace inlay::inline INLAY_ABI::simd
