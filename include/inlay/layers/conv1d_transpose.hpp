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
#include <inlay/layers/convolution_transposed.hpp>

namespace inlay::inline INLAY_ABI {

/// Transposed convolution through time, Keras' Conv1DTranspose without its activation; see conv2d_transpose.
///
///     in           shape<Steps, Features>
///     out          shape<Steps', Filters>    valid: Steps' = Steps * stride + max(kernel - stride, 0)    same: Steps * stride
///                                            zeros{n}: Steps' = (Steps - 1) * stride + kernel - 2 n
///     parameters   kernel  shape<kernel, Filters, Features>  Glorot uniform
///                  bias    shape<Filters>  zeros; left out with use_bias::no
///
///     conv1d_transpose<8, 4, 2, nn::padding::same>
template <std::size_t Filters, std::size_t Kernel, auto... Options>
struct conv1d_transpose {
    static_assert((detail::is_option<Options, strides, padding, zeros, use_bias> && ...),
                  "inlay: conv1d_transpose takes strides, padding, zeros and use_bias besides its filters and kernel");
    using options = detail::convolution_options<Options...>;
    static_assert(Filters > 0, "inlay: conv1d_transpose needs at least one filter");
    static_assert(Kernel > 0, "inlay: a kernel of conv1d_transpose has no zero extent");
    static_assert(options::pad != padding::causal, "inlay: conv1d_transpose takes padding::valid or padding::same");
    static_assert(!options::pads_by_hand || options::around.width < Kernel, "inlay: zeros of conv1d_transpose are fewer than its kernel is wide");
    static constexpr const char* name = "conv1d_transpose";
    using advice = advice::it_needs_shape_steps_features;
    using with_bias = conv1d_transpose<Filters, Kernel, detail::biased(Options)...>;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("kernel_size", Kernel);
        options::timed_settings(visit);
    }

    template <class In>
    static constexpr simd::convolution_size size_on = [] {
        constexpr windows steps = detail::transposed_windows<options>(In::dims[0], Kernel, options::stride.width, options::around.width);
        return simd::convolution_size{1, steps.count, Filters, In::dims[1], 1, Kernel, 1, options::stride.width, 1, In::dims[0], 0, steps.before};
    }();
    template <class In>
    using result = shape<size_on<In>.width, Filters>;
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<Kernel, Filters, In::dims[1]>, Filters, Kernel * Filters, Kernel * In::dims[1], options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = 2 * std::uint64_t{In::size} * Kernel * Filters;
    template <class In>
    static constexpr std::size_t inner = In::dims[1];

    template <Shape In>
        requires(In::rank == 2 && size_on<In>.width > 0)
    using on = detail::bound_convolution<conv1d_transpose, In, detail::transposed_convolution, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
