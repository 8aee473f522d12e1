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
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {
/// What conv2d is on a picture: a kernel of several taps on all channels has kernels of its own, which take poolings too.
template <class L, class In>
struct conv2d_on {
    static constexpr simd::convolution_size size = L::template size_on<In>;
    using type = typename decltype([] {
        if constexpr (size.whole() && !size.pointwise()) {
            return std::type_identity<bound_conv2d<L, In, unchanged, no_pooling, unchanged>>{};
        } else {
            return std::type_identity<bound_convolution<L, In, convolution_engine, unchanged>>{};
        }
    }())::type;
};
}  // namespace detail

/// Two-dimensional convolution, Keras' Conv2D without its activation. Padding is Keras' too: where `same` needs an odd
/// number of zeros, the odd one is below and on the right; PyTorch's padding=1 is zeros{1}.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Filters>    valid: H' = (H - kernel) / stride + 1    same: H' = ceil(H / stride)
///     parameters   kernel  shape<kernel height, kernel width, Channels / groups, Filters>  Glorot uniform
///                  bias    shape<Filters>  zeros; left out with use_bias::no
///
/// Options in any order: strides (or a bare number, or nn::by), padding or zeros, dilation, groups, use_bias.
///
///     conv2d<8, 3>    conv2d<16, nn::by{3, 5}, 2, nn::padding::same>    conv2d<16, 3, nn::dilation{2}, nn::use_bias::no>
template <std::size_t Filters, by Kernel, auto... Options>
struct conv2d {
    static_assert((detail::is_option<Options, strides, padding, zeros, dilation, groups, use_bias> && ...),
                  "inlay: conv2d takes strides, padding, zeros, dilation, groups and use_bias besides its filters and kernel");
    using options = detail::convolution_options<Options...>;
    static_assert(Filters > 0, "inlay: conv2d needs at least one filter");
    static_assert(Kernel.height > 0 && Kernel.width > 0, "inlay: a kernel of conv2d has no zero extent");
    static_assert(options::pad != padding::causal, "inlay: a picture has no past: padding::causal is for conv1d");
    static_assert(Filters % options::parts == 0, "inlay: the filters of conv2d divide evenly into its groups");
    static constexpr const char* name = "conv2d";
    using advice = std::conditional_t<options::parts == 1, advice::it_needs_shape_height_width_channels_no_smaller_than_the_window,
                                      advice::it_needs_channels_that_divide_by_its_groups_and_a_picture_no_smaller_than_the_window>;
    using with_bias = conv2d<Filters, Kernel, detail::biased(Options)...>;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("kernel_height", Kernel.height);
        visit("kernel_width", Kernel.width);
        options::pictured_settings(visit);
    }

    template <class In>
    static constexpr simd::convolution_size size_on = options::size({In::dims[0], In::dims[1]}, In::dims[2], Filters, Kernel, options::parts);
    template <class In>
    using result = shape<size_on<In>.out_height, size_on<In>.out_width, Filters>;
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<Kernel.height, Kernel.width, In::dims[2] / options::parts, Filters>, Filters,
                                                  size_on<In>.depth(), Kernel.height * Kernel.width * Filters, options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = 2 * std::uint64_t{size_on<In>.result()} * size_on<In>.depth();
    template <class In>
    static constexpr std::size_t inner = 1;

    template <Image In>
        requires(options::rows(In::dims[0], Kernel.height).count > 0 && options::columns(In::dims[1], Kernel.width).count > 0 &&
                 In::dims[2] % options::parts == 0)
    using on = typename detail::conv2d_on<conv2d, In>::type;
};

}  // namespace inlay::inline INLAY_ABI
