// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// Convolution of channels-last pictures with a kernel w[height][width][channels][filters] (Keras' layout), without an
/// im2col buffer: under a row of output pixels, a row of the kernel multiplies contiguous input, so that the register
/// tile of the matrix product runs over the picture itself. Pictures with padding are copied into a zeroed frame first.
namespace inlay::inline INLAY_ABI::simd {

/// Sizes of one convolution. `top` and `left` count the rows and columns of padding before the picture.
struct convolution_size {
    std::size_t height, width, channels, filters;
    std::size_t kernel_height, kernel_width, stride_height, stride_width;
    std::size_t out_height, out_width, top, left;

    constexpr std::size_t framed_height() const { return (out_height - 1) * stride_height + kernel_height; }
    constexpr std::size_t framed_width() const { return (out_width - 1) * stride_width + kernel_width; }
    /// Whether the kernel ever looks beyond the picture.
    constexpr bool framed() const { return top > 0 || left > 0 || framed_height() > height || framed_width() > width; }
    constexpr std::size_t row() const { return (framed() ? framed_width() : width) * channels; }
    constexpr std::size_t frame() const { return framed() ? framed_height() * framed_width() * channels : 0; }
    constexpr std::size_t kernel_row() const { return kernel_width * channels; }
    constexpr std::size_t kernel() const { return kernel_height * kernel_row() * filters; }
    constexpr std::size_t picture() const { return height * width * channels; }
    constexpr std::size_t result() const { return out_height * out_width * filters; }
};

namespace detail {

/// Calls f(output pixel, input pixel, kernel pixel) for each pair that meets: for constant expressions.
template <convolution_size S, class F>
constexpr void for_taps(F f) {
    for (std::size_t oy = 0; oy < S.out_height; ++oy) {
        for (std::size_t ox = 0; ox < S.out_width; ++ox) {
            for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
                const std::size_t iy = oy * S.stride_height + ky - S.top;
                if (iy >= S.height) continue;
                for (std::size_t kx = 0; kx < S.kernel_width; ++kx) {
                    const std::size_t ix = ox * S.stride_width + kx - S.left;
                    if (ix < S.width) f(oy * S.out_width + ox, iy * S.width + ix, ky * S.kernel_width + kx);
                }
            }
        }
    }
}

/// The part of the frame that the picture covers: rows that the kernel never reaches are left out.
template <convolution_size S, class F>
INLAY_INLINE void for_framed_rows(F f) {
    constexpr std::size_t last = S.framed_height() - S.top < S.height ? S.framed_height() - S.top : S.height;
    constexpr std::size_t columns = S.framed_width() - S.left < S.width ? S.framed_width() - S.left : S.width;
    for (std::size_t y = 0; y < last; ++y) {
        f(y * S.width * S.channels, ((y + S.top) * S.framed_width() + S.left) * S.channels, columns * S.channels);
    }
}

template <convolution_size S, class T>
INLAY_INLINE const T* put_into_frame(const T* x, T* frame) {
    if constexpr (!S.framed()) {
        return x;
    } else {
        for (std::size_t i = 0; i < S.frame(); ++i) frame[i] = 0;
        for_framed_rows<S>([&](std::size_t from, std::size_t to, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) frame[to + i] = x[from + i];
        });
        return frame;
    }
}

}  // namespace detail

/// y = x convolved with w, + bias. `frame` has room for S.frame() elements.
template <convolution_size S, class T, class W>
INLAY_INLINE constexpr void convolve(const T* x, const W* w, const W* bias, T* y, std::size_t n, T* frame) {
    constexpr std::size_t O = S.filters;
    for (std::size_t s = 0; s < n; ++s, x += S.picture(), y += S.result()) {
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i < S.result(); ++i) y[i] = static_cast<T>(bias[i % O]);
            detail::for_taps<S>([=](std::size_t out, std::size_t in, std::size_t tap) {
                for (std::size_t c = 0; c < S.channels; ++c) {
                    const T v = x[in * S.channels + c];
                    for (std::size_t o = 0; o < O; ++o) y[out * O + o] += v * static_cast<T>(w[(tap * S.channels + c) * O + o]);
                }
            });
            continue;
        }
        const T* from = detail::put_into_frame<S>(x, frame);
        for (std::size_t oy = 0; oy < S.out_height; ++oy) {
            const T* line = from + oy * S.stride_height * S.row();
            for_rows<register_tile.rows>(S.out_width, [=]<std::size_t R>(std::size_t ox) __attribute__((always_inline)) {
                for_columns<T, O, R, register_tile.packs>([=](auto& t, std::size_t column) __attribute__((always_inline)) {
                    t.fill(bias + column);
                    for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
                        t.multiply(line + ky * S.row() + ox * S.stride_width * S.channels, S.stride_width * S.channels, 1,
                                   w + ky * S.kernel_row() * O + column, O, S.kernel_row());
                    }
                    t.store(y + (oy * S.out_width + ox) * O + column, O);
                });
            });
        }
    }
}

/// dx of a convolution. `frame` has room for S.frame() elements and `turned` for S.kernel().
template <convolution_size S, class T, class W>
INLAY_INLINE constexpr void convolve_transposed(const T* dy, const W* w, T* dx, std::size_t n, T* frame, T* turned) {
    constexpr std::size_t O = S.filters, whole = S.kernel_height * S.kernel_row();
    if (!std::is_constant_evaluated()) {
        for (std::size_t k = 0; k < whole; ++k) {
            for (std::size_t o = 0; o < O; ++o) turned[o * whole + k] = static_cast<T>(w[k * O + o]);
        }
    }
    for (std::size_t s = 0; s < n; ++s, dy += S.result(), dx += S.picture()) {
        for (std::size_t i = 0; i < S.picture(); ++i) dx[i] = 0;
        if (std::is_constant_evaluated()) {
            detail::for_taps<S>([=](std::size_t out, std::size_t in, std::size_t tap) {
                for (std::size_t c = 0; c < S.channels; ++c) {
                    T sum = 0;
                    for (std::size_t o = 0; o < O; ++o) sum += dy[out * O + o] * static_cast<T>(w[(tap * S.channels + c) * O + o]);
                    dx[in * S.channels + c] += sum;
                }
            });
            continue;
        }
        T* to = S.framed() ? frame : dx;
        for (std::size_t i = 0; i < S.frame(); ++i) frame[i] = 0;
        for (std::size_t oy = 0; oy < S.out_height; ++oy) {
            for (std::size_t ox = 0; ox < S.out_width; ++ox) {
                const T* from = dy + (oy * S.out_width + ox) * O;
                for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
                    T* line = to + (oy * S.stride_height + ky) * S.row() + ox * S.stride_width * S.channels;
                    for_columns<T, S.kernel_row(), 1, row_packs>([=](auto& t, std::size_t column) __attribute__((always_inline)) {
                        t.load(line + column, 0);
                        t.multiply(from, 0, 1, turned + ky * S.kernel_row() + column, whole, O);
                        t.store(line + column, 0);
                    });
                }
            }
        }
        if constexpr (S.framed()) {
            detail::for_framed_rows<S>([&](std::size_t picture, std::size_t framed, std::size_t count) {
                for (std::size_t i = 0; i < count; ++i) dx[picture + i] = frame[framed + i];
            });
        }
    }
}

/// dw of a convolution, added to what is there. `frame` has room for S.frame() elements.
template <convolution_size S, class T, class G>
INLAY_INLINE constexpr void accumulate_convolution(const T* x, const T* dy, G* dw, std::size_t n, T* frame) {
    constexpr std::size_t O = S.filters;
    if (std::is_constant_evaluated() || !std::is_same_v<T, G>) {
        for (std::size_t s = 0; s < n; ++s, x += S.picture(), dy += S.result()) {
            detail::for_taps<S>([=](std::size_t out, std::size_t in, std::size_t tap) {
                for (std::size_t c = 0; c < S.channels; ++c) {
                    const T v = x[in * S.channels + c];
                    for (std::size_t o = 0; o < O; ++o) dw[(tap * S.channels + c) * O + o] += static_cast<G>(v * dy[out * O + o]);
                }
            });
        }
        return;
    }
    if constexpr (std::is_same_v<T, G>) {
        // Pictures without a frame are summed up in registers over the whole batch.
        const std::size_t together = S.framed() ? 1 : n;
        for (std::size_t s = 0; s < n; s += together, x += together * S.picture(), dy += together * S.result()) {
            const T* from = detail::put_into_frame<S>(x, frame);
            for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
                for_rows<register_tile.rows>(S.kernel_row(), [=]<std::size_t R>(std::size_t k) __attribute__((always_inline)) {
                    for_columns<T, O, R, register_tile.packs>([=](auto& t, std::size_t column) __attribute__((always_inline)) {
                        T* to = dw + (ky * S.kernel_row() + k) * O + column;
                        t.load(to, O);
                        for (std::size_t m = 0; m < together; ++m) {
                            for (std::size_t oy = 0; oy < S.out_height; ++oy) {
                                t.multiply(from + m * S.picture() + (oy * S.stride_height + ky) * S.row() + k, 1,
                                           S.stride_width * S.channels, dy + m * S.result() + oy * S.out_width * O + column, O,
                                           S.out_width);
                            }
                        }
                        t.store(to, O);
                    });
                });
            }
        }
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
