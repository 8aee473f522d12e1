// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/matrix_backward.hpp>

/// A convolution with a kernel of one tap: the product of all pixels with one matrix. With strides the pixels that count are
/// gathered first.
namespace inlay::inline INLAY_ABI::simd {

template <convolution_size S>
struct pointwise {
    static constexpr std::size_t pixels = S.out_height * S.out_width;
    static constexpr bool strided = S.stride_height > 1 || S.stride_width > 1;
    /// Elements that forward and backward work in.
    static constexpr std::size_t forward_room = strided ? pixels * S.channels : 0, backward_room = 2 * forward_room;

    /// y = Function(x w + bias) for `count` pictures.
    template <class Function, class T, class W, class N>
    static INLAY_INLINE constexpr void forward(const W* w, const W* bias, const T* x, T* y, N count, T* room) {
        if constexpr (strided) {
            for (std::size_t n = 0; n < count; ++n) {
                gather(x + n * S.picture(), room);
                affine<S.channels, S.filters, Function>(room, w, bias, y + n * S.result(), pixels);
            }
        } else if constexpr (pixels == 1) {
            affine<S.channels, S.filters, Function>(x, w, bias, y, count);
        } else {
            affine<S.channels, S.filters, Function>(x, w, bias, y, static_cast<std::size_t>(count) * pixels);
        }
    }

    /// dx overwritten, unless a discard; dw is added to.
    template <class T, class W, class DX, class G, class N>
    static INLAY_INLINE constexpr void backward(const W* w, const T* x, const T* dz, [[maybe_unused]] DX dx, G* dw, N count, T* room) {
        if constexpr (strided) {
            T* const slope = room + forward_room;
            for (std::size_t n = 0; n < count; ++n, dz += S.result()) {
                gather(x + n * S.picture(), room);
                accumulate_outer<S.channels, S.filters>(room, dz, dw, pixels);
                if constexpr (wanted<DX>) {
                    T* const to = dx + n * S.picture();
                    for (std::size_t i = 0; i < S.picture(); ++i) to[i] = 0;
                    multiply_transposed<S.channels, S.filters>(dz, w, slope, pixels);
                    for_pixels([=](std::size_t in, std::size_t out) {
                        for (std::size_t c = 0; c < S.channels; ++c) to[in + c] = slope[out + c];
                    });
                }
            }
        } else {
            const std::size_t rows = static_cast<std::size_t>(count) * pixels;
            if constexpr (wanted<DX>) multiply_transposed<S.channels, S.filters>(dz, w, dx, rows);
            accumulate_outer<S.channels, S.filters>(x, dz, dw, rows);
        }
    }

private:
    // Calls f(first element in the picture, among the gathered ones) for the pixels that count.
    template <class F>
    static INLAY_INLINE constexpr void for_pixels(F f) {
        for (std::size_t oy = 0, to = 0; oy < S.out_height; ++oy) {
            for (std::size_t ox = 0; ox < S.out_width; ++ox, to += S.channels) f((oy * S.stride_height * S.width + ox * S.stride_width) * S.channels, to);
        }
    }
    template <class T>
    static constexpr void gather(const T* x, T* to) {
        for_pixels([=](std::size_t in, std::size_t out) {
            for (std::size_t c = 0; c < S.channels; ++c) to[out + c] = x[in + c];
        });
    }
};

}  // namespace inlay::inline INLAY_ABI::simd
