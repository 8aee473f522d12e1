// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/simd/pooling.hpp>

namespace inlay::inline INLAY_ABI {

/// The largest value under each window, Keras' MaxPooling2D. Positions outside the picture never win; a NaN
/// always does. The gradient goes to the first of equals, and to one position of a window with a NaN.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Channels>    valid: H' = (H - pool) / stride + 1    same: H' = ceil(H / stride)
template <by Pool, by Strides = Pool, padding Padding = padding::valid>
struct max_pool2d {
    static_assert(Pool.height > 0 && Pool.width > 0, "inlay: a window of max_pool2d has no zero extent");
    static_assert(Strides.height > 0 && Strides.width > 0, "inlay: a stride of max_pool2d is at least 1");
    static constexpr const char* name = "max_pool2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    static constexpr void settings(auto&& visit) {
        visit("pool_height", Pool.height);
        visit("pool_width", Pool.width);
        visit("stride_height", Strides.height);
        visit("stride_width", Strides.width);
        visit("padding", to_text(Padding));
    }

    template <Image In>
    static constexpr simd::pooling_size size_on = [] {
        constexpr windows rows = windows_of(In::dims[0], Pool.height, Strides.height, Padding);
        constexpr windows columns = windows_of(In::dims[1], Pool.width, Strides.width, Padding);
        return simd::pooling_size{In::dims[0],   In::dims[1],    In::dims[2], Pool.height,   Pool.width,  Strides.height,
                                  Strides.width, rows.count,     columns.count, rows.before, columns.before};
    }();

    template <Image In>
        requires(size_on<In>.out_height > 0 && size_on<In>.out_width > 0)
    struct on : bound_layer<In, shape<size_on<In>.out_height, size_on<In>.out_width, In::dims[2]>> {
        using output = shape<size_on<In>.out_height, size_on<In>.out_width, In::dims[2]>;
        static constexpr simd::pooling_size pooling = size_on<In>;
        static constexpr memory cache{output::size, 0};  // which position of each window won
        static constexpr std::uint64_t flops = std::uint64_t{output::size} * Pool.height * Pool.width;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            for (std::size_t n = 0; n < x.samples(); ++n) {
                for (std::size_t i = 0; i < pooling.out_height; ++i) {
                    const auto* const from = x.sample(n) + pooling.rows(i).begin * line;
                    auto* const to = y.sample(n) + i * pooling.result_row();
                    if constexpr (Pass::training) {
                        row<pooling.channels, identity>(i, from, line, to, pass.cache.per_sample + n * output::size + i * pooling.result_row());
                    } else {
                        row<pooling.channels, identity>(i, from, line, to, discard{});
                    }
                }
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                if constexpr (!pooling.disjoint() || !pooling.covers()) {
                    for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
                }
                for (std::size_t n = 0; n < dy.samples(); ++n) {
                    for (std::size_t i = 0; i < pooling.out_height; ++i) {
                        const std::size_t at = i * pooling.result_row();
                        row_backward<pooling.channels, identity>(i, dy.sample(n) + at, dy.sample(n) + at, pass.cache.per_sample + n * output::size + at,
                                                                 dx.sample(n) + pooling.rows(i).begin * line, line);
                    }
                }
            }
        }

        /// What a convolution takes over row by row: simd/pooling.hpp.
        template <std::size_t Pixel, class Function, class T, class Winner>
        INLAY_INLINE static constexpr void row(std::size_t i, const T* from, std::size_t distance, T* y, Winner winner) {
            simd::max_pool_row<pooling, Pixel, Function>(i, from, distance, y, winner);
        }
        template <std::size_t Pixel, class Function, class T>
        INLAY_INLINE static constexpr void row_backward(std::size_t i, const T* dy, const T* y, const T* winner, T* dx, std::size_t distance) {
            simd::max_pool_row_backward<pooling, Pixel, Function>(i, dy, y, winner, dx, distance);
        }

    private:
        static constexpr std::size_t line = In::dims[1] * In::dims[2];
    };
};

}  // namespace inlay::inline INLAY_ABI
