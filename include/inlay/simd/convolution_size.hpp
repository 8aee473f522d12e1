// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>

/// What a convolution is: its sizes, its definition in plain loops, and the frame that pads a picture.
namespace inlay::inline INLAY_ABI::simd {

/// Sizes of one convolution. `top` and `left` count the rows and columns of padding before the picture.
struct convolution_size {
    std::size_t height, width, channels, filters;
    std::size_t kernel_height, kernel_width, stride_height, stride_width;
    std::size_t out_height, out_width, top, left;
    std::size_t dilation_height = 1, dilation_width = 1, groups = 1;

    /// Whether the kernel's taps are neighbours and meet all channels: what simd/convolution.hpp computes.
    constexpr bool whole() const { return dilation_height == 1 && dilation_width == 1 && groups == 1; }
    /// Whether a kernel of one tap meets pixels of the picture only: a matrix product.
    constexpr bool pointwise() const { return kernel_height == 1 && kernel_width == 1 && groups == 1 && !framed(); }
    /// Whether every channel is convolved by itself.
    constexpr bool depthwise() const { return groups > 1 && groups == channels; }
    /// Extents of the picture under the kernel, and of all that the kernel runs over.
    constexpr std::size_t span_height() const { return (kernel_height - 1) * dilation_height + 1; }
    constexpr std::size_t span_width() const { return (kernel_width - 1) * dilation_width + 1; }
    constexpr std::size_t framed_height() const { return (out_height - 1) * stride_height + span_height(); }
    constexpr std::size_t framed_width() const { return (out_width - 1) * stride_width + span_width(); }
    /// Whether the kernel ever looks beyond the picture: then the picture is copied into a zeroed frame first.
    constexpr bool framed() const { return top > 0 || left > 0 || framed_height() > height || framed_width() > width; }
    /// Rows and columns of the picture that the kernel reaches.
    constexpr std::size_t reached_height() const { return framed_height() - top < height ? framed_height() - top : height; }
    constexpr std::size_t reached_width() const { return framed_width() - left < width ? framed_width() - left : width; }
    /// Pixels, and elements, of a row that the kernel runs over.
    constexpr std::size_t row_width() const { return framed() ? framed_width() : width; }
    constexpr std::size_t row() const { return row_width() * channels; }
    constexpr std::size_t frame() const { return framed() ? framed_height() * row() : 0; }
    constexpr std::size_t kernel_row() const { return kernel_width * (channels / groups); }
    constexpr std::size_t depth() const { return kernel_height * kernel_row(); }
    constexpr std::size_t kernel() const { return depth() * filters; }
    constexpr std::size_t picture() const { return height * width * channels; }
    constexpr std::size_t result() const { return out_height * out_width * filters; }
};

/// Calls f(input pixel, kernel pixel) for what meets under output pixel (oy, ox): the definition, for constant expressions.
template <convolution_size S, class F>
constexpr void for_taps(std::size_t oy, std::size_t ox, F f) {
    for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
        const std::size_t iy = oy * S.stride_height + ky * S.dilation_height - S.top;
        if (iy >= S.height) continue;
        for (std::size_t kx = 0; kx < S.kernel_width; ++kx) {
            const std::size_t ix = ox * S.stride_width + kx * S.dilation_width - S.left;
            if (ix < S.width) f(iy * S.width + ix, ky * S.kernel_width + kx);
        }
    }
}

/// Calls f(channel, its row of a tap's weights, first filter, end of the filters) for every channel: those of its group.
template <convolution_size S, class F>
constexpr void for_grouped_channels(F f) {
    constexpr std::size_t channels = S.channels / S.groups, filters = S.filters / S.groups;
    for (std::size_t c = 0; c < S.channels; ++c) f(c, c % channels, c / channels * filters, (c / channels + 1) * filters);
}

/// Clears a frame once; then each picture goes into the middle of it. Without a frame the picture itself is run over.
template <convolution_size S, class T>
INLAY_INLINE void clear_frame(T* frame) {
    for (std::size_t i = 0; i < S.frame(); ++i) frame[i] = 0;
}
/// Calls f(first element in the picture, in the frame, count) for the rows of the picture that the kernel reaches.
template <convolution_size S, class F>
INLAY_INLINE void for_framed_rows(F f) {
    for (std::size_t y = 0; y < S.reached_height(); ++y) {
        f(y * S.width * S.channels, ((y + S.top) * S.framed_width() + S.left) * S.channels, S.reached_width() * S.channels);
    }
}
template <convolution_size S, class T>
INLAY_INLINE const T* put_into_frame(const T* x, [[maybe_unused]] T* frame) {
    if constexpr (!S.framed()) {
        return x;
    } else {
        for_framed_rows<S>([&](std::size_t from, std::size_t to, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) frame[to + i] = x[from + i];
        });
        return frame;
    }
}

/// Rows of results by the definition: z = Function(x convolved with w + bias) for `count` output rows from `oy`.
template <convolution_size S, class Function, class T, class W>
constexpr void convolve_simply(const T* x, std::size_t oy, std::size_t count, const W* w, const W* bias, T* z, std::size_t line, std::size_t pixel) {
    for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t ox = 0; ox < S.out_width; ++ox) {
            T* const to = z + r * line + ox * pixel;
            for (std::size_t o = 0; o < S.filters; ++o) to[o] = static_cast<T>(bias[o]);
            for_taps<S>(oy + r, ox, [=](std::size_t in, std::size_t tap) {
                for_grouped_channels<S>([=](std::size_t c, std::size_t row, std::size_t first, std::size_t end) {
                    const T v = x[in * S.channels + c];
                    const W* const weights = w + (tap * (S.channels / S.groups) + row) * S.filters;
                    for (std::size_t o = first; o < end; ++o) to[o] += v * static_cast<T>(weights[o]);
                });
            });
            for (std::size_t o = 0; o < S.filters; ++o) to[o] = Function::value(pack<T, 1>(to[o])).v;
        }
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
