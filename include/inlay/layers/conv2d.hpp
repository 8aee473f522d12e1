// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/layers/conv2d_bound.hpp>
#include <inlay/simd/convolution_size.hpp>

namespace inlay::inline INLAY_ABI {

/// Two-dimensional convolution, Keras' Conv2D without its activation. Padding is Keras' too: where `same` needs an odd
/// number of zeros, the odd one is below and on the right.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Filters>    valid: H' = (H - kernel) / stride + 1    same: H' = ceil(H / stride)
///     parameters   kernel  shape<kernel height, kernel width, Channels, Filters>  Glorot uniform
///                  bias    shape<Filters>  zeros
///
///     conv2d<8, 3>    conv2d<16, nn::by{3, 5}, 2, nn::padding::same>
template <std::size_t Filters, by Kernel, by Strides = 1, padding Padding = padding::valid>
struct conv2d {
    static_assert(Filters > 0, "inlay: conv2d needs at least one filter");
    static_assert(Kernel.height > 0 && Kernel.width > 0, "inlay: a kernel of conv2d has no zero extent");
    static_assert(Strides.height > 0 && Strides.width > 0, "inlay: a stride of conv2d is at least 1");
    static constexpr const char* name = "conv2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("kernel_height", Kernel.height);
        visit("kernel_width", Kernel.width);
        visit("stride_height", Strides.height);
        visit("stride_width", Strides.width);
        visit("padding", to_text(Padding));
    }

    template <Image In>
    static constexpr simd::convolution_size size_on = [] {
        constexpr windows rows = windows_of(In::dims[0], Kernel.height, Strides.height, Padding);
        constexpr windows columns = windows_of(In::dims[1], Kernel.width, Strides.width, Padding);
        return simd::convolution_size{In::dims[0],    In::dims[1],   In::dims[2], Filters,       Kernel.height, Kernel.width,
                                      Strides.height, Strides.width, rows.count,  columns.count, rows.before,   columns.before};
    }();

    template <Image In>
    using result = shape<size_on<In>.out_height, size_on<In>.out_width, Filters>;

    template <Image In>
        requires(windows_of(In::dims[0], Kernel.height, Strides.height, Padding).count > 0 &&
                 windows_of(In::dims[1], Kernel.width, Strides.width, Padding).count > 0)
    using on = detail::bound_conv2d<conv2d, In, identity, detail::no_pooling, identity>;
};

}  // namespace inlay::inline INLAY_ABI
