// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/layers/convolution_bound.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/layers/convolution_transposed.hpp>

namespace inlay::inline INLAY_ABI {

/// Transposed convolution ("deconvolution"), Keras' Conv2DTranspose without its activation: every input pixel adds a kernel, weighted,
/// to the output. PyTorch's ConvTranspose2d(padding=n) is zeros{n}, which takes n rows and columns off every side.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Filters>    valid: H' = H * stride + max(kernel - stride, 0)    same: H' = H * stride
///                                            zeros{n}: H' = (H - 1) * stride + kernel - 2 n
///     parameters   kernel  shape<kernel height, kernel width, Filters, Channels>  Glorot uniform
///                  bias    shape<Filters>  zeros; left out with use_bias::no
///
/// Options in any order: strides (or a bare number, or nn::by), padding or zeros, use_bias.
///
///     conv2d_transpose<8, 3, 2, nn::padding::same>    conv2d_transpose<3, 4, nn::strides{2}, nn::zeros{1}>
template <std::size_t Filters, by Kernel, auto... Options>
struct conv2d_transpose {
    static_assert((detail::is_option<Options, strides, padding, zeros, use_bias> && ...),
                  "inlay: conv2d_transpose takes strides, padding, zeros and use_bias besides its filters and kernel");
    using options = detail::convolution_options<Options...>;
    static_assert(Filters > 0, "inlay: conv2d_transpose needs at least one filter");
    static_assert(Kernel.height > 0 && Kernel.width > 0, "inlay: a kernel of conv2d_transpose has no zero extent");
    static_assert(options::pad != padding::causal, "inlay: a picture has no past: padding::causal is for conv1d");
    static_assert(!options::pads_by_hand || (options::around.height < Kernel.height && options::around.width < Kernel.width),
                  "inlay: zeros of conv2d_transpose are fewer than its kernel is wide");
    static constexpr const char* name = "conv2d_transpose";
    using with_bias = conv2d_transpose<Filters, Kernel, detail::biased(Options)...>;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("kernel_height", Kernel.height);
        visit("kernel_width", Kernel.width);
        options::pictured_settings(visit);
    }

    // The convolution that it is the gradient of.
    template <class In>
    static constexpr simd::convolution_size size_on = [] {
        constexpr windows rows = detail::transposed_windows<options>(In::dims[0], Kernel.height, options::stride.height, options::around.height);
        constexpr windows columns = detail::transposed_windows<options>(In::dims[1], Kernel.width, options::stride.width, options::around.width);
        return simd::convolution_size{rows.count,   columns.count, Filters,     In::dims[2], Kernel.height, Kernel.width, options::stride.height, options::stride.width,
                                      In::dims[0], In::dims[1],   rows.before, columns.before};
    }();
    template <class In>
    using result = shape<size_on<In>.height, size_on<In>.width, Filters>;
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<Kernel.height, Kernel.width, Filters, In::dims[2]>, Filters, Kernel.height * Kernel.width * Filters,
                                                  Kernel.height * Kernel.width * In::dims[2], options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = 2 * std::uint64_t{In::size} * Kernel.height * Kernel.width * Filters;
    template <class In>
    static constexpr std::size_t inner = In::dims[2];

    template <Image In>
        requires(size_on<In>.height > 0 && size_on<In>.width > 0)
    using on = detail::bound_convolution<conv2d_transpose, In, detail::transposed_convolution, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
