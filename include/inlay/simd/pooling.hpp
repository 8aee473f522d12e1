// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <type_traits>

/// Pooling of channels-last pictures, one row of windows at a time, so that a convolution can hand over its rows while they
/// are in the first cache. The rows that are pooled may be padded: `Pixel` elements lie between neighbours.
namespace inlay::inline INLAY_ABI::simd {

/// The windows of one pooling. `top` and `left` count the rows and columns of padding before the picture.
struct pooling_size {
    std::size_t height, width, channels;
    std::size_t pool_height, pool_width, stride_height, stride_width;
    std::size_t out_height, out_width, top, left;

    struct span {
        std::size_t begin, count;
    };
    static constexpr span clip(std::size_t at, std::size_t before, std::size_t size, std::size_t extent) {
        const std::size_t begin = at > before ? at - before : 0, end = at + size - before;
        return {begin, (end < extent ? end : extent) - begin};
    }
    /// The part of window row i, and of window column j, that lies on the picture.
    constexpr span rows(std::size_t i) const { return clip(i * stride_height, top, pool_height, height); }
    constexpr span columns(std::size_t j) const { return clip(j * stride_width, left, pool_width, width); }
    /// Whether all windows lie on the picture.
    constexpr bool whole() const {
        return top == 0 && left == 0 && (out_height - 1) * stride_height + pool_height <= height &&
               (out_width - 1) * stride_width + pool_width <= width;
    }
    /// Whether no two windows share a position.
    constexpr bool disjoint() const { return pool_height <= stride_height && pool_width <= stride_width; }
    /// Whether every position lies in a window.
    constexpr bool covers() const {
        return stride_height <= pool_height && stride_width <= pool_width && top + height <= (out_height - 1) * stride_height + pool_height &&
               left + width <= (out_width - 1) * stride_width + pool_width;
    }
    constexpr std::size_t picture() const { return height * width * channels; }
    constexpr std::size_t row() const { return width * channels; }
    constexpr std::size_t result_row() const { return out_width * channels; }
};

namespace detail {

/// Calls f(null pointer to a pack, first channel, whether the pack is wider than what is left) so that packs cover the
/// channels of a pixel: one wide pack where the pixel is padded.
template <class T, std::size_t Channels, std::size_t Pixel, class F>
INLAY_INLINE constexpr void for_channels(F f) {
    if constexpr (Pixel > Channels) {
        if (INLAY_CONSTANT_EVALUATED) {
            for (std::size_t c = 0; c < Channels; ++c) f(static_cast<pack<T, 1>*>(nullptr), c, std::false_type{});
            return;
        }
        f(static_cast<pack<T, Pixel>*>(nullptr), std::size_t{0}, std::true_type{});
    } else {
        for_packs<T, Channels>([&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) { f(p, c, std::false_type{}); });
    }
}

/// Whether a pack of a padded pixel reaches beyond the end of its row, which has `left` pixels from there on.
template <std::size_t Channels, std::size_t Pixel>
constexpr bool overhangs(std::size_t left) {
    return left < (Pixel + Channels - 1) / Channels;
}
/// The first N lanes of a pack, from and to memory that has no more.
template <class P, std::size_t N, class T>
INLAY_INLINE constexpr P load_first(const T* from) {
    T values[P::size]{};
    for (std::size_t i = 0; i < N; ++i) values[i] = from[i];
    return P::load(values);
}
template <std::size_t N, class P, class T>
INLAY_INLINE constexpr void store_first(P p, T* to) {
    T values[P::size];
    p.store(values);
    for (std::size_t i = 0; i < N; ++i) to[i] = values[i];
}

/// Calls f(r, c) for the positions of a window: unrolled where all windows are whole.
template <pooling_size S, class F>
INLAY_INLINE constexpr void for_positions(std::size_t rows, std::size_t columns, F f) {
    if constexpr (S.whole() && S.pool_height * S.pool_width <= 16) {
        INLAY_UNROLL for (std::size_t k = 0; k < S.pool_height * S.pool_width; ++k) f(k / S.pool_width, k % S.pool_width);
    } else {
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < columns; ++c) f(r, c);
        }
    }
}

/// Whether windows are two pixels wide that fill a vector together.
template <pooling_size S, class P, std::size_t Pixel>
inline constexpr bool pairs = S.pool_width == 2 && S.whole() && P::size == Pixel && has_lanes<typename P::value_type, 2 * Pixel> && Pixel > 1;

/// The largest of such a window, and which position that is: both columns at once, then one against the other.
template <std::size_t Rows, bool Which, class P, class T>
INLAY_INLINE void largest_of_pairs(const T* corner, std::size_t line, P& most, P& which) {
    using P2 = pack<T, 2 * P::size>;
    P2 both = P2::load(corner), row(T(0));
    for (std::size_t r = 1; r < Rows; ++r) {
        const P2 v = P2::load(corner + r * line);
        if constexpr (Which) row = select(v <= both, row, select(both == both, P2(static_cast<T>(2 * r)), row));
        both = max_or_nan(both, v);
    }
    const auto [left, right] = split(both);
    most = max_or_nan(left, right);
    if constexpr (Which) {
        const auto [left_row, right_row] = split(row);
        const P first = left_row, second = right_row + P(T(1));
        which = select(right > left, second, select(left > right, first, min(first, second)));
    }
}

}  // namespace detail

/// Row i of the results: y = Function of the largest under each window; a NaN wins over all. `from` is the first element of
/// picture row S.rows(i).begin, `line` the distance of two rows. `winner`, unless a discard, gets which position of the
/// window won, the first of equals, as a number (some position where there is a NaN); its pixels are as wide as the picture's.
template <pooling_size S, std::size_t Pixel, class Function, class T, class Winner>
INLAY_INLINE constexpr void max_pool_row(std::size_t i, const T* from, std::size_t line, T* y, [[maybe_unused]] Winner winner) {
    const std::size_t rows = S.rows(i).count;
    for (std::size_t j = 0; j < S.out_width; ++j) {
        const auto columns = S.columns(j);
        detail::for_channels<T, S.channels, Pixel>([&]<class P, class Padded>(P*, std::size_t channel, Padded) __attribute__((always_inline)) {
            const T* const corner = from + columns.begin * Pixel + channel;
            P most, which;
            if constexpr (detail::pairs<S, P, Pixel>) {
                detail::largest_of_pairs<S.pool_height, wanted<Winner>>(corner, line, most, which);
            } else {
                most = P::load(corner);
                which = P(T(0));
                detail::for_positions<S>(rows, columns.count, [&](std::size_t r, std::size_t c) __attribute__((always_inline)) {
                    const P v = P::load(corner + r * line + c * Pixel);
                    if constexpr (wanted<Winner>) {
                        which = select(v <= most, which, select(most == most, P(static_cast<T>(r * S.pool_width + c)), which));
                    }
                    most = max_or_nan(most, v);
                });
            }
            if constexpr (wanted<Winner>) which.store(winner + j * Pixel + channel);
            most = Function::value(most);
            T* const to = y + j * S.channels + channel;
            // What a padded pixel stores too much is overwritten by the next one; the end of a row has none.
            if (Padded::value && detail::overhangs<S.channels, Pixel>(S.out_width - j)) {
                detail::store_first<S.channels>(most, to);
            } else {
                most.store(to);
            }
        });
    }
}

/// The gradient of that row: dx of the window's rows, for the positions that have won, gets dy times Function's slope. With
/// disjoint windows every position under a window is overwritten, else the gradient is added to what is there.
template <pooling_size S, std::size_t Pixel, class Function, class T>
INLAY_INLINE constexpr void max_pool_row_backward(std::size_t i, const T* dy, const T* y, const T* winner, T* dx, std::size_t line) {
    const std::size_t rows = S.rows(i).count;
    for (std::size_t j = 0; j < S.out_width; ++j) {
        const auto columns = S.columns(j);
        detail::for_channels<T, S.channels, Pixel>([&]<class P, class Padded>(P*, std::size_t channel, Padded) __attribute__((always_inline)) {
            const auto get = [&](const T* from) __attribute__((always_inline)) {
                from += j * S.channels + channel;
                return Padded::value && detail::overhangs<S.channels, Pixel>(S.out_width - j) ? detail::load_first<P, S.channels>(from) : P::load(from);
            };
            P d = get(dy);
            if constexpr (!std::is_same_v<Function, unchanged>) d = d * Function::slope(get(y));
            const P which = P::load(winner + j * Pixel + channel);
            T* const corner = dx + columns.begin * Pixel + channel;
            detail::for_positions<S>(rows, columns.count, [&](std::size_t r, std::size_t c) __attribute__((always_inline)) {
                T* const to = corner + r * line + c * Pixel;
                const P part = select(which == P(static_cast<T>(r * S.pool_width + c)), d, P(T(0)));
                if constexpr (S.disjoint()) {
                    part.store(to);
                } else {
                    (P::load(to) + part).store(to);
                }
            });
        });
    }
}

namespace detail {
/// What a value under window (i, j) counts: 1 / the positions that lie on the picture, or of the whole window.
template <pooling_size S, bool CountAll, class T>
INLAY_INLINE constexpr T share_of(std::size_t rows, std::size_t columns) {
    if constexpr (CountAll || S.whole()) {
        return 1 / static_cast<T>(S.pool_height * S.pool_width);
    } else {
        return 1 / static_cast<T>(rows * columns);
    }
}
}  // namespace detail

/// Row i of the means. `from` is the first element of picture row S.rows(i).begin.
template <pooling_size S, bool CountAll, class T>
INLAY_INLINE constexpr void average_pool_row(std::size_t i, const T* from, T* y) {
    const std::size_t rows = S.rows(i).count;
    for (std::size_t j = 0; j < S.out_width; ++j) {
        const auto columns = S.columns(j);
        const T share = detail::share_of<S, CountAll, T>(rows, columns.count);
        for_packs<T, S.channels>([&]<class P>(P*, std::size_t channel) __attribute__((always_inline)) {
            const T* const corner = from + columns.begin * S.channels + channel;
            P sum(T(0));
            detail::for_positions<S>(rows, columns.count, [&](std::size_t r, std::size_t c) __attribute__((always_inline)) {
                sum = sum + P::load(corner + r * S.row() + c * S.channels);
            });
            (sum * P(share)).store(y + j * S.channels + channel);
        });
    }
}

/// The gradient of that row, written or, where windows overlap, added to dx.
template <pooling_size S, bool CountAll, class T>
INLAY_INLINE constexpr void average_pool_row_backward(std::size_t i, const T* dy, T* dx) {
    const std::size_t rows = S.rows(i).count;
    for (std::size_t j = 0; j < S.out_width; ++j) {
        const auto columns = S.columns(j);
        const T share = detail::share_of<S, CountAll, T>(rows, columns.count);
        for_packs<T, S.channels>([&]<class P>(P*, std::size_t channel) __attribute__((always_inline)) {
            const P part = P::load(dy + j * S.channels + channel) * P(share);
            T* const corner = dx + columns.begin * S.channels + channel;
            detail::for_positions<S>(rows, columns.count, [&](std::size_t r, std::size_t c) __attribute__((always_inline)) {
                T* const to = corner + r * S.row() + c * S.channels;
                if constexpr (S.disjoint()) {
                    part.store(to);
                } else {
                    (P::load(to) + part).store(to);
                }
            });
        });
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
