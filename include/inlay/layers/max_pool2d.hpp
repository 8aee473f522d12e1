// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/layers/max_pool_bound.hpp>
#include <inlay/layers/pooling.hpp>

namespace inlay::inline INLAY_ABI {

/// The largest value under each window, Keras' MaxPooling2D. Positions outside the picture never win; a NaN
/// always does. The gradient goes to the first of equals, and to one position of a window with a NaN.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Channels>    valid: H' = (H - pool) / stride + 1    same: H' = ceil(H / stride)
///
/// Options: strides (a bare number or `by` too; the window's size if nothing is said), padding, and zeros: PyTorch's padding=1 is
/// zeros{1}, where H' = (H + 2 - pool) / stride + 1.
template <by Pool, auto... Options>
struct max_pool2d {
    static_assert((detail::is_option<Options, strides, padding, zeros> && ...), "inlay: the options of max_pool2d are strides, padding and zeros");
    using windows_are = detail::pooling_options<2, Pool, Options...>;
    static constexpr const char* name = "max_pool2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    static constexpr void settings(auto&& visit) { windows_are::settings(visit); }

    template <Image In>
        requires(windows_are::template fits<In>)
    struct on : detail::bound_max_pool<In, typename windows_are::template result<In>, windows_are::template size_on<In>> {
        static constexpr simd::pooling_size pooling = windows_are::template size_on<In>;

        /// What a convolution takes over row by row: simd/pooling.hpp.
        template <std::size_t Pixel, class Function, class T, class Winner>
        INLAY_INLINE static constexpr void row(std::size_t i, const T* from, std::size_t distance, T* y, Winner winner) {
            simd::max_pool_row<pooling, Pixel, Function>(i, from, distance, y, winner);
        }
        template <std::size_t Pixel, class Function, class T>
        INLAY_INLINE static constexpr void row_backward(std::size_t i, const T* dy, const T* y, const T* winner, T* dx, std::size_t distance) {
            simd::max_pool_row_backward<pooling, Pixel, Function>(i, dy, y, winner, dx, distance);
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
