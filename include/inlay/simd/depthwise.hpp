// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/convolution_backward.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>
#include <utility>

/// Convolution of every channel by itself, w[height][width][channels] (Keras' layout): channels are the lanes, and a tile is a few
/// neighbouring pixels of a row. What a tile needs of an input row is loaded once for all taps. Nothing is padded: the tiles at
/// the ends of a row are compiled without the taps that would look beyond it.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// One product of a tile: target pixel, tap, and source pixel counted from the tile's base.
struct depthwise_term {
    std::ptrdiff_t from;
    std::size_t pixel, tap;
};

/// Where the rows of targets and sources of a depthwise convolution S of F channels lie. Forward the targets are results, and
/// transposed pixels of the picture, to which results go back.
template <convolution_size S, std::size_t F, class T, bool Transposed>
struct depthwise_rows {
    static constexpr std::size_t width = Transposed ? S.width : S.out_width, height = Transposed ? S.height : S.out_height;
    static constexpr std::size_t from_width = Transposed ? S.out_width : S.width, from_height = Transposed ? S.out_height : S.height;
    static constexpr std::size_t L = lanes_within<T>(F), taps = S.kernel_width;
    using P = pack<T, L>;

    // Pixels of a tile: sums, the taps of a row of the kernel and one input fit into the registers.
    static constexpr std::size_t tile = [] {
        constexpr std::size_t registers = INLAY_VECTOR_BYTES == 0 ? 8 : detail::registers, room = registers > taps + 6 ? registers - taps - 2 : 4;
        constexpr std::size_t most = room < 8 ? room : 8, tiles = (width + most - 1) / most, even = (width + tiles - 1) / tiles;
        return Transposed ? (even + S.stride_width - 1) / S.stride_width * S.stride_width : even;
    }();
    static constexpr std::size_t tiles = (width + tile - 1) / tile;

    /// The source pixel that the terms of tile t count from.
    static constexpr std::ptrdiff_t base(std::size_t t) {
        return Transposed ? static_cast<std::ptrdiff_t>(t * tile / S.stride_width)
                          : static_cast<std::ptrdiff_t>(t * tile * S.stride_width) - static_cast<std::ptrdiff_t>(S.left);
    }
    static constexpr std::size_t pixels(std::size_t t) { return t + 1 < tiles ? tile : width - t * tile; }

    /// The terms of a tile of Pixels whose sources are pixels Low to High of those that it could reach, in the order of these.
    struct term_list {
        std::array<depthwise_term, tile * taps> terms;
        std::size_t count;
        std::ptrdiff_t low, high;
    };
    static constexpr term_list terms(std::size_t in_pixels, std::ptrdiff_t low, std::ptrdiff_t high) {
        term_list list{};
        constexpr auto signed_of = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
        for (std::size_t p = 0; p < in_pixels; ++p) {
            for (std::size_t k = 0; k < taps; ++k) {
                const std::ptrdiff_t at = signed_of(k * S.dilation_width), step = signed_of(S.stride_width);
                const std::ptrdiff_t from = Transposed ? signed_of(p + S.left) - at : signed_of(p) * step + at;
                if (Transposed && from % step != 0) continue;
                const depthwise_term term{Transposed ? from / step : from, p, k};
                if (term.from < low || term.from >= high) continue;
                std::size_t place = list.count++;
                for (; place > 0 && list.terms[place - 1].from > term.from; --place) list.terms[place] = list.terms[place - 1];
                list.terms[place] = term;
            }
        }
        list.low = list.count > 0 ? list.terms[0].from : 0;
        list.high = list.count > 0 ? list.terms[list.count - 1].from + 1 : 0;
        return list;
    }
    static constexpr std::ptrdiff_t far = static_cast<std::ptrdiff_t>((width + from_width + S.left + S.span_width()) * (S.stride_width + 1));
    static constexpr term_list reach(std::size_t t) { return terms(pixels(t), -base(t), static_cast<std::ptrdiff_t>(from_width) - base(t)); }
    /// Whether all that a tile looks at is there, so that it is the same as its neighbours.
    static constexpr bool inner(std::size_t t) { return pixels(t) == tile && reach(t).count == terms(tile, -far, far).count; }
    static constexpr std::size_t first_inner = [] {
        std::size_t t = 0;
        while (t < tiles && !inner(t)) ++t;
        return t;
    }();
    static constexpr std::size_t end_inner = [] {
        std::size_t t = first_inner;
        while (t < tiles && inner(t)) ++t;
        return t;
    }();

    /// Calls f.template operator()<Pixels, Low, High>(tile) for all tiles of a row; those that are alike share what they call.
    template <class F_>
    static INLAY_INLINE void for_tiles(F_ f) {
        edge(f, std::make_index_sequence<first_inner>{}, std::integral_constant<std::size_t, 0>{});
        if constexpr (first_inner < end_inner) {
            constexpr term_list all = terms(tile, -far, far);
            for (std::size_t t = first_inner; t < end_inner; ++t) f.template operator()<tile, all.low, all.high>(t);
        }
        edge(f, std::make_index_sequence<tiles - end_inner>{}, std::integral_constant<std::size_t, end_inner>{});
    }

    /// The kernel's rows that meet target row y, and the source rows that these meet: how many.
    static INLAY_INLINE std::size_t meet(std::size_t y, std::size_t* kernel_rows, std::size_t* from_rows) {
        std::size_t count = 0;
        for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
            std::size_t from = Transposed ? y + S.top - ky * S.dilation_height : y * S.stride_height + ky * S.dilation_height - S.top;
            if constexpr (Transposed) {
                if (y + S.top < ky * S.dilation_height || from % S.stride_height != 0) continue;
                from /= S.stride_height;
            }
            if (from >= from_height) continue;
            kernel_rows[count] = ky;
            from_rows[count++] = from;
        }
        return count;
    }

    /// Target row y = Function(bias + its terms); without a bias, a nullptr, sums start from 0.
    template <class Function, class W>
    static INLAY_INLINE void row(const T* from, std::size_t y, const W* w, const W* bias, T* to) {
        std::size_t kernel_rows[S.kernel_height], from_rows[S.kernel_height];
        const std::size_t rows = meet(y, kernel_rows, from_rows);
        for (std::size_t c = 0; c < F; c = c + 2 * L <= F || c + L == F ? c + L : F - L) {
            for_tiles([&]<std::size_t Pixels, std::ptrdiff_t Low, std::ptrdiff_t High>(std::size_t t) __attribute__((always_inline)) {
                static constexpr term_list list = terms(Pixels, Low, High);
                P sum[Pixels];
                const P start = bias != nullptr ? load_as<P>(bias + c) : P(T(0));
                [&]<std::size_t... p>(std::index_sequence<p...>) __attribute__((always_inline)) { ((sum[p] = start), ...); }(std::make_index_sequence<Pixels>{});
                const T* const column = from + static_cast<std::size_t>(base(t) + list.low) * F + c;
                for (std::size_t r = 0; r < rows && list.count > 0; ++r) {
                    const T* const a = column + from_rows[r] * (from_width * F);
                    const W* const b = w + kernel_rows[r] * (taps * F) + c;
                    P weight[taps];
                    [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
                        ((weight[k] = load_as<P>(b + k * F)), ...);
                    }(std::make_index_sequence<taps>{});
                    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
                        ((sum[list.terms[i].pixel] = fma(P::load(a + static_cast<std::size_t>(list.terms[i].from - list.low) * F), weight[list.terms[i].tap],
                                                         sum[list.terms[i].pixel])), ...);
                    }(std::make_index_sequence<list.count>{});
                }
                T* const put = to + t * (tile * F) + c;
                [&]<std::size_t... p>(std::index_sequence<p...>) __attribute__((always_inline)) {
                    (P(Function::value(sum[p])).store(put + p * F), ...);
                }(std::make_index_sequence<Pixels>{});
            });
        }
    }

private:
    template <class F_, std::size_t... t, std::size_t First>
    static INLAY_INLINE void edge([[maybe_unused]] F_ f, std::index_sequence<t...>, std::integral_constant<std::size_t, First>) {
        (f.template operator()<pixels(First + t), reach(First + t).low, reach(First + t).high>(First + t), ...);
    }
};

}  // namespace detail

/// The convolution S of every channel by itself, with filters / channels results for each: channel c gives the filters c * multiplier
/// and on. For more than one of them the picture is spread out first, so that a pixel has as many values as results.
template <convolution_size S>
struct depthwise {
    static constexpr std::size_t filters = S.filters, multiplier = S.filters / S.channels;
    static constexpr std::size_t spread = multiplier > 1 ? S.height * S.width * S.filters : 0;
    /// Elements that forward and backward work in.
    static constexpr std::size_t forward_room = spread, backward_room = spread;

    /// y = Function(x convolved with w + bias) for `count` pictures.
    template <class Function, class T, class W, class N>
    static INLAY_INLINE constexpr void forward(const W* w, const W* bias, const T* x, T* y, N count, T* room) {
        if (std::is_constant_evaluated()) {
            for (std::size_t n = 0; n < count; ++n) {
                convolve_simply<S, Function>(x + n * S.picture(), 0, S.out_height, w, bias, y + n * S.result(), S.out_width * filters, filters);
            }
        } else {
            pictures<Function>(w, bias, x, y, count, room);
        }
    }

    /// dx overwritten, unless a discard; dw is added to.
    template <class T, class W, class DX, class G>
    static constexpr void backward(const W* w, const T* x, const T* dz, DX dx, G* dw, std::size_t count, T* room) {
        bool simply = !std::is_same_v<T, G>;
        if (std::is_constant_evaluated()) simply = true;
        for (std::size_t n = 0; n < count; ++n, dz += S.result(), x += S.picture()) {
            if (simply) {
                if constexpr (wanted<DX>) {
                    for (std::size_t i = 0; i < S.picture(); ++i) dx[i] = 0;
                }
                convolve_backward_simply<S>(x, dz, S.out_width * filters, filters, w, dx, dw, static_cast<G*>(nullptr));
            } else if constexpr (std::is_same_v<T, G>) {
                kernel(spread_out(x, room), dz, dw);
                if constexpr (wanted<DX>) input(w, dz, dx, room);
            }
            if constexpr (wanted<DX>) dx += S.picture();
        }
    }

private:
    template <class T>
    static INLAY_INLINE const T* spread_out(const T* x, [[maybe_unused]] T* room) {
        if constexpr (multiplier > 1) {
            for (std::size_t i = 0; i < S.picture(); ++i) {
                for (std::size_t m = 0; m < multiplier; ++m) room[i * multiplier + m] = x[i];
            }
            return room;
        } else {
            return x;
        }
    }

    template <class Function, class T, class W>
    static void pictures(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        using rows = detail::depthwise_rows<S, filters, T, false>;
        for (; count > 0; --count, x += S.picture()) {
            const T* const from = spread_out(x, room);
            for (std::size_t oy = 0; oy < S.out_height; ++oy, y += S.out_width * filters) rows::template row<Function>(from, oy, w, bias, y);
        }
    }

    // dx of one picture: as forward, with source and target exchanged.
    template <class T, class W>
    static void input(const W* w, const T* dz, T* dx, T* room) {
        using rows = detail::depthwise_rows<S, filters, T, true>;
        T* const to = multiplier > 1 ? room : dx;
        for (std::size_t y = 0; y < S.height; ++y) rows::template row<unchanged>(dz, y, w, static_cast<const W*>(nullptr), to + y * (S.width * filters));
        if constexpr (multiplier > 1) {
            for (std::size_t i = 0; i < S.picture(); ++i) {
                T sum = room[i * multiplier];
                for (std::size_t m = 1; m < multiplier; ++m) sum += room[i * multiplier + m];
                dx[i] = sum;
            }
        }
    }

    // dw of one picture: for every row of the kernel its taps, each in a few sums so that additions need not wait for each other.
    template <class T>
    static void kernel(const T* x, const T* dz, T* dw) {
        using rows = detail::depthwise_rows<S, filters, T, false>;
        constexpr std::size_t L = rows::L, taps = S.kernel_width, chains = taps >= 8 ? 1 : taps >= 4 ? 2 : 3;
        using P = pack<T, L>;
        for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
            for (std::size_t c = 0, next = 0; next < filters; next = c + L) {
                c = next + L <= filters ? next : filters - L;
                P sum[chains * taps];
                [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) { ((sum[i] = P(T(0))), ...); }(std::make_index_sequence<chains * taps>{});
                for (std::size_t oy = 0; oy < S.out_height; ++oy) {
                    const std::size_t iy = oy * S.stride_height + ky * S.dilation_height - S.top;
                    if (iy >= S.height) continue;
                    rows::for_tiles([&]<std::size_t Pixels, std::ptrdiff_t Low, std::ptrdiff_t High>(std::size_t t) __attribute__((always_inline)) {
                        static constexpr auto list = rows::terms(Pixels, Low, High);
                        if constexpr (list.count > 0) {
                            const T* const a = x + (iy * S.width + static_cast<std::size_t>(rows::base(t) + list.low)) * filters + c;
                            const T* const d = dz + (oy * S.out_width + t * rows::tile) * filters + c;
                            [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
                                ((sum[list.terms[i].pixel % chains * taps + list.terms[i].tap] =
                                      fma(P::load(a + static_cast<std::size_t>(list.terms[i].from - list.low) * filters), P::load(d + list.terms[i].pixel * filters),
                                          sum[list.terms[i].pixel % chains * taps + list.terms[i].tap])), ...);
                            }(std::make_index_sequence<list.count>{});
                        }
                    });
                }
                T* const to = dw + ky * (taps * filters) + c;
                const std::size_t over = next - c;  // lanes that the channels before have added already
                unrolled<taps>([&]<std::size_t k>() __attribute__((always_inline)) {
                    P all = sum[k];
                    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
                        ((all = all + sum[(i + 1) * taps + k]), ...);
                    }(std::make_index_sequence<chains - 1>{});
                    if constexpr (L > 1) {
                        if (over > 0) all = detail::without_first(all, over);
                    }
                    (P::load(to + k * filters) + all).store(to + k * filters);
                });
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::simd
