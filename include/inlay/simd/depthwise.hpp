// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/convolution_backward.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/depthwise_rows.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>
#include <utility>

/// Convolution of every channel by itself, w[height][width][channels] (Keras' layout).
namespace inlay::inline INLAY_ABI::simd {

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
        if (INLAY_CONSTANT_EVALUATED) {
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
        if (INLAY_CONSTANT_EVALUATED) simply = true;
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
            std::size_t oy = 0;
            if constexpr (rows::paired) {
                for (; oy + 2 <= S.out_height; oy += 2, y += 2 * S.out_width * filters) rows::template row_pair<Function>(from, oy, w, bias, y);
            }
            for (; oy < S.out_height; ++oy, y += S.out_width * filters) rows::template row<Function>(from, oy, w, bias, y);
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
