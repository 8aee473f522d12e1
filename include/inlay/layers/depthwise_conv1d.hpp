// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/layers/convolution_bound.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/simd/depthwise.hpp>

namespace inlay::inline INLAY_ABI {

/// Convolution of each feature through time by itself, Keras' DepthwiseConv1D without its activation. Output feature
/// f * multiplier + m is feature f under its m-th kernel. padding::causal and streaming are those of conv1d.
///
///     in           shape<Steps, Features>
///     out          shape<Steps', Features * multiplier>    Steps' as of conv1d
///     parameters   kernel  shape<kernel, Features, multiplier>  Glorot uniform
///                  bias    shape<Features * multiplier>  zeros; left out with use_bias::no
///
/// Options in any order: depth_multiplier, strides (or a bare number), padding or zeros, dilation, use_bias.
///
///     depthwise_conv1d<9>    depthwise_conv1d<3, nn::padding::causal, nn::dilation{2}, nn::use_bias::no>
template <std::size_t Kernel, auto... Options>
struct depthwise_conv1d {
    static_assert((detail::is_option<Options, strides, padding, zeros, dilation, depth_multiplier, use_bias> && ...),
                  "inlay: depthwise_conv1d takes depth_multiplier, strides, padding, zeros, dilation and use_bias besides its kernel");
    using options = detail::convolution_options<Options...>;
    static constexpr std::size_t multiplier = detail::option(depth_multiplier{1}, Options...).count;
    static_assert(Kernel > 0, "inlay: a kernel of depthwise_conv1d has no zero extent");
    static_assert(multiplier > 0, "inlay: the depth_multiplier of depthwise_conv1d is at least 1");
    static constexpr const char* name = "depthwise_conv1d";
    using advice = advice::it_needs_shape_steps_features_no_shorter_than_the_window;
    using with_bias = depthwise_conv1d<Kernel, detail::biased(Options)...>;
    static constexpr bool streams = options::looks_back_only && (options::pad == padding::causal || Kernel == 1);
    static constexpr void settings(auto&& visit) {
        visit("kernel_size", Kernel);
        visit("depth_multiplier", multiplier);
        options::timed_settings(visit);
    }

    template <class In>
    static constexpr simd::convolution_size size_on = options::size(In::dims[0], In::dims[1], In::dims[1] * multiplier, Kernel, In::dims[1]);
    template <class In>
    using result = shape<size_on<In>.out_width, In::dims[1] * multiplier>;
    // Keras reckons the fans as if every output summed up all features.
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<Kernel, In::dims[1], multiplier>, In::dims[1] * multiplier, Kernel * In::dims[1], Kernel * multiplier,
                                                  options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = 2 * std::uint64_t{size_on<In>.result()} * Kernel;
    template <class In>
    static constexpr std::size_t inner = 1;

    template <Shape In>
        requires(In::rank == 2 && options::columns(In::dims[0], Kernel).count > 0)
    using on = detail::bound_convolution<depthwise_conv1d, In, simd::depthwise, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
