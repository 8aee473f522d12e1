// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// Convolution with 3 x 3 taps by minimal filtering, F(4 x 4, 3 x 3) (S. Winograd, Arithmetic Complexity of Computations, 1980; for
/// convolutions A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016): 36 products where the definition takes
/// 144. A tile of 6 x 6 inputs is transformed, each of its 36 positions is a matrix product over the channels, and a transform of
/// the 36 sums gives 4 x 4 outputs.
namespace inlay::inline INLAY_ABI::simd {

/// The transforms, in one dimension. They interpolate at 0, 5/8, -5/8, 3/2, -3/2 and infinity: with the usual whole numbers, 1 and 2, errors
/// are some four times as large (against a sum in double, of 16 to 256 channels of float: 3e-6 to 1e-5 of the largest output;
/// here 1e-6 to 2.4e-6; by the definition 3e-7 to 1.3e-6). All constants but those of `kernel` are exact.
struct winograd_transform {
    static constexpr double a = 0.625, b = 1.5, aa = a * a, bb = b * b;

    template <class P>
    static INLAY_INLINE constexpr void input(const P (&d)[6], P (&to)[6]) {
        const P even_a = fma(P(-bb), d[2], d[4]), odd_a = fma(P(-bb), d[1], d[3]), even_b = fma(P(-aa), d[2], d[4]), odd_b = fma(P(-aa), d[1], d[3]);
        to[0] = fma(P(aa * bb), d[0], fma(P(-aa - bb), d[2], d[4]));
        to[1] = fma(P(a), odd_a, even_a);
        to[2] = fma(P(-a), odd_a, even_a);
        to[3] = fma(P(b), odd_b, even_b);
        to[4] = fma(P(-b), odd_b, even_b);
        to[5] = fma(P(aa * bb), d[1], fma(P(-aa - bb), d[3], d[5]));
    }
    template <class P>
    static INLAY_INLINE constexpr void output(const P (&m)[6], P (&to)[4]) {
        const P even_a = m[1] + m[2], odd_a = m[1] - m[2], even_b = m[3] + m[4], odd_b = m[3] - m[4];
        to[0] = m[0] + even_a + even_b;
        to[1] = fma(P(a), odd_a, P(b) * odd_b);
        to[2] = fma(P(aa), even_a, P(bb) * even_b);
        to[3] = fma(P(a * aa), odd_a, fma(P(b * bb), odd_b, m[5]));
    }
    static constexpr void kernel(const double (&g)[3], double (&to)[6]) {
        constexpr double at_a = 1 / (2 * aa * (aa - bb)), at_b = 1 / (2 * bb * (bb - aa));
        to[0] = g[0] / (aa * bb);
        to[1] = at_a * (g[0] + a * g[1] + aa * g[2]);
        to[2] = at_a * (g[0] - a * g[1] + aa * g[2]);
        to[3] = at_b * (g[0] + b * g[1] + bb * g[2]);
        to[4] = at_b * (g[0] - b * g[1] + bb * g[2]);
        to[5] = g[2];
    }
    static constexpr std::size_t input_flops = 24, output_flops = 17;  ///< a multiply-add counts two
};

namespace detail {

/// The tile under six rows of pixels, transformed: position p of channel c comes to to[p * step + c]. Columns before `begin` and from
/// `end` on are 0; rows[r] is column `begin`.
template <class P, class T>
[[gnu::noinline, gnu::flatten]] constexpr void take_tile(const T* const* rows, std::size_t begin, std::size_t end, std::size_t channels, T* to, std::size_t step) {
    for_covering<P::size>(channels, [=](std::size_t c) __attribute__((always_inline)) {
        P down[36];
        unrolled<6>([&]<std::size_t k>() __attribute__((always_inline)) {
            P column[6], result[6];
            if (k >= begin && k < end) {
                unrolled<6>([&]<std::size_t r>() __attribute__((always_inline)) { column[r] = P::load(rows[r] + (k - begin) * channels + c); });
                winograd_transform::input(column, result);
            } else {
                unrolled<6>([&]<std::size_t r>() __attribute__((always_inline)) { result[r] = P(0); });
            }
            unrolled<6>([&]<std::size_t r>() __attribute__((always_inline)) { down[r * 6 + k] = result[r]; });
        });
        unrolled<6>([&]<std::size_t r>() __attribute__((always_inline)) {
            P row[6], result[6];
            unrolled<6>([&]<std::size_t k>() __attribute__((always_inline)) { row[k] = down[r * 6 + k]; });
            winograd_transform::input(row, result);
            unrolled<6>([&]<std::size_t k>() __attribute__((always_inline)) { result[k].store(to + (r * 6 + k) * step + c); });
        });
    });
}

/// The outputs from the sums of a tile, which lie as take_tile's results do: the first `rows` and `columns` of 4 by 4. `line` elements
/// lie between rows of y.
template <class P, class Function, class T, class W>
[[gnu::noinline, gnu::flatten]] constexpr void put_tile(const T* sums, std::size_t step, const W* bias, std::size_t filters, T* y, std::size_t line,
                                                        std::size_t rows, std::size_t columns) {
    for_covering<P::size>(filters, [=](std::size_t f) __attribute__((always_inline)) {
        P down[4 * 6];
        unrolled<6>([&]<std::size_t k>() __attribute__((always_inline)) {
            P column[6], result[4];
            unrolled<6>([&]<std::size_t r>() __attribute__((always_inline)) { column[r] = P::load(sums + (r * 6 + k) * step + f); });
            winograd_transform::output(column, result);
            unrolled<4>([&]<std::size_t r>() __attribute__((always_inline)) { down[r * 6 + k] = result[r]; });
        });
        const P start = load_as<P>(bias + f);
        unrolled<4>([&]<std::size_t r>() __attribute__((always_inline)) {
            if (r >= rows) return;
            P row[6], result[4];
            unrolled<6>([&]<std::size_t k>() __attribute__((always_inline)) { row[k] = down[r * 6 + k]; });
            winograd_transform::output(row, result);
            unrolled<4>([&]<std::size_t k>() __attribute__((always_inline)) {
                if (k < columns) Function::value(result[k] + start).store(y + r * line + k * filters + f);
            });
        });
    });
}

}  // namespace detail

/// The convolution S of 3 x 3 neighbouring taps, stride 1, at most one row and column of padding on each side, by a transformed kernel.
/// An engine of layers/convolution_engines.hpp that only infers. Its functions are told their sizes, and all layers of a program share
/// them: a further layer costs little to compile.
template <convolution_size S>
struct winograd {
    static constexpr std::size_t positions = 36, high = (S.out_height + 3) / 4, wide = (S.out_width + 3) / 4, tiles = high * wide;
    // Tiles that go through together are the rows of one tile of a product: what is between the steps stays in the first cache, or near it.
    static constexpr std::size_t most_together = product_tile.rows, together = detail::longest_part<tiles, most_together>;
    static constexpr std::size_t packs = INLAY_VECTOR_BYTES == 64 && together <= 4 ? 4 : product_tile.packs;  // of such a tile: few rows leave registers for more
    static constexpr std::size_t border = 6 * S.channels;
    static constexpr std::size_t forward_room = border + positions * together * (S.channels + S.filters), backward_room = 0;
    static constexpr std::size_t flops =
        tiles * (2 * positions * S.channels * S.filters + 12 * winograd_transform::input_flops * S.channels + 10 * winograd_transform::output_flops * S.filters);

    /// kernel[3][3][channels][filters] as forward reads it: [6][6][channels][filters].
    template <class From, class To>
    static constexpr void transform_kernel(const From* kernel, To* to) {
        constexpr std::size_t step = S.channels * S.filters;
        for (std::size_t i = 0; i < step; ++i) {
            double half[3][6]{}, whole[6]{};
            for (std::size_t x = 0; x < 3; ++x) {
                const double column[3] = {static_cast<double>(kernel[x * step + i]), static_cast<double>(kernel[(3 + x) * step + i]),
                                          static_cast<double>(kernel[(6 + x) * step + i])};
                winograd_transform::kernel(column, half[x]);
            }
            for (std::size_t y = 0; y < 6; ++y) {
                const double row[3] = {half[0][y], half[1][y], half[2][y]};
                winograd_transform::kernel(row, whole);
                for (std::size_t x = 0; x < 6; ++x) to[(y * 6 + x) * step + i] = static_cast<To>(whole[x]);
            }
        }
    }

    /// y = Function(x convolved with the kernel + bias) for `count` pictures.
    template <class Function, class T, class W>
    static constexpr void forward(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        if (std::is_constant_evaluated()) {
            pictures<Function, 1, 1>(w, bias, x, y, count, room);
        } else {
            pictures<Function, lanes_within<T>(S.channels), lanes_within<T>(S.filters)>(w, bias, x, y, count, room);
        }
    }

    template <class T>
    static constexpr void backward(const auto*, const T*, const T*, auto, auto*, std::size_t, T*) {
        static_assert(sizeof(T) == 0, "inlay: winograd_conv2d only infers: train conv2d, and infer by inference_model<winograd> of that model");
    }

private:
    // Sums may lie where their inputs do: a tile of the product has all columns, and is stored when it is done.
    template <std::size_t Lanes>
    static constexpr bool in_place = S.channels == S.filters && S.filters <= packs * Lanes;

    template <class Function, std::size_t Lanes, std::size_t OutLanes, class T, class W>
    static constexpr void pictures(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        for (std::size_t i = 0; i < border; ++i) room[i] = 0;
        for (; count > 0; --count, x += S.picture(), y += S.result()) {
            detail::for_even<tiles, most_together>([=]<std::size_t Count>(std::size_t first) {
                T *const inputs = room + border, *const sums = inputs + (in_place<OutLanes> ? 0 : positions * Count * S.channels);
                for (std::size_t t = 0; t < Count; ++t) {
                    const std::size_t top = (first + t) / wide * 4 - S.top, left = (first + t) % wide * 4 - S.left;
                    // Where the tile begins above or left of the picture these wrap around; only sums with what lies inside are used.
                    const std::size_t begin = left < S.width ? 0 : S.left, inside = S.width - (left + begin), end = begin + inside < 6 ? begin + inside : 6;
                    const T* rows[6];
                    for (std::size_t r = 0; r < 6; ++r) rows[r] = top + r < S.height ? x + ((top + r) * S.width + left + begin) * S.channels : room;
                    detail::take_tile<pack<T, Lanes>>(rows, begin, end, S.channels, inputs + t * S.channels, Count * S.channels);
                }
                products<Count, OutLanes>(inputs, w, sums);
                for (std::size_t t = 0; t < Count; ++t) {
                    const std::size_t top = (first + t) / wide * 4, left = (first + t) % wide * 4;
                    detail::put_tile<pack<T, OutLanes>, Function>(sums + t * S.filters, Count * S.filters, bias, S.filters,
                                                                  y + (top * S.out_width + left) * S.filters, S.out_width * S.filters, S.out_height - top, S.out_width - left);
                }
            });
        }
    }

    // The sums over the channels, position by position.
    template <std::size_t Count, std::size_t Lanes, class T, class W>
    static constexpr void products(const T* v, const W* w, T* to) {
        if (std::is_constant_evaluated()) {
            for (std::size_t p = 0; p < positions * Count; ++p) {
                for (std::size_t f = 0; f < S.filters; ++f) {
                    T sum = 0;
                    for (std::size_t c = 0; c < S.channels; ++c) sum += v[p * S.channels + c] * static_cast<T>(w[(p / Count * S.channels + c) * S.filters + f]);
                    to[p * S.filters + f] = sum;
                }
            }
        } else {
            for_strips<T, S.filters, packs>([=]<class Strip>(Strip, std::size_t column) {
                simd::multiply<Strip::lanes, Count, Strip::packs, besides::nothing, S.channels>(product<T, W>{.a = {v, S.channels},
                                                                                .b = {w + column, S.filters, Strip::last, S.channels * S.filters},
                                                                                .c = {to + column, S.filters, Strip::last},
                                                                                .depth = S.channels,
                                                                                .tiles = positions});
            });
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::simd
