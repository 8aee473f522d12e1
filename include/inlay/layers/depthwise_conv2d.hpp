// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/layers/convolution_bound.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/simd/depthwise.hpp>

namespace inlay::inline INLAY_ABI {

/// Convolution of each channel by itself, Keras' DepthwiseConv2D without its activation; PyTorch's Conv2d with as many groups as
/// channels. Output channel c * multiplier + m is channel c under its m-th kernel.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Channels * multiplier>    H' and W' as of conv2d
///     parameters   kernel  shape<kernel height, kernel width, Channels, multiplier>  Glorot uniform
///                  bias    shape<Channels * multiplier>  zeros; left out with use_bias::no
///
/// Options in any order: depth_multiplier, strides (or a bare number, or nn::by), padding or zeros, dilation, use_bias.
///
///     depthwise_conv2d<3>    depthwise_conv2d<3, 2, nn::padding::same, nn::depth_multiplier{2}>
template <by Kernel, auto... Options>
struct depthwise_conv2d {
    static_assert((detail::is_option<Options, strides, padding, zeros, dilation, depth_multiplier, use_bias> && ...),
                  "inlay: depthwise_conv2d takes depth_multiplier, strides, padding, zeros, dilation and use_bias besides its kernel");
    using options = detail::convolution_options<Options...>;
    static constexpr std::size_t multiplier = detail::option(depth_multiplier{1}, Options...).count;
    static_assert(Kernel.height > 0 && Kernel.width > 0, "inlay: a kernel of depthwise_conv2d has no zero extent");
    static_assert(options::pad != padding::causal, "inlay: a picture has no past: padding::causal is for depthwise_conv1d");
    static_assert(multiplier > 0, "inlay: the depth_multiplier of depthwise_conv2d is at least 1");
    static constexpr const char* name = "depthwise_conv2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    using with_bias = depthwise_conv2d<Kernel, detail::biased(Options)...>;
    static constexpr void settings(auto&& visit) {
        visit("kernel_height", Kernel.height);
        visit("kernel_width", Kernel.width);
        visit("depth_multiplier", multiplier);
        options::pictured_settings(visit);
    }

    template <class In>
    static constexpr simd::convolution_size size_on = options::size({In::dims[0], In::dims[1]}, In::dims[2], In::dims[2] * multiplier, Kernel, In::dims[2]);
    template <class In>
    using result = shape<size_on<In>.out_height, size_on<In>.out_width, In::dims[2] * multiplier>;
    // Keras reckons the fans as if every output summed up all channels.
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<Kernel.height, Kernel.width, In::dims[2], multiplier>, In::dims[2] * multiplier,
                                                  Kernel.height * Kernel.width * In::dims[2], Kernel.height * Kernel.width * multiplier, options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = 2 * std::uint64_t{size_on<In>.result()} * Kernel.height * Kernel.width;
    template <class In>
    static constexpr std::size_t inner = 1;

    template <Image In>
        requires(options::rows(In::dims[0], Kernel.height).count > 0 && options::columns(In::dims[1], Kernel.width).count > 0)
    using on = detail::bound_convolution<depthwise_conv2d, In, simd::depthwise, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
