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
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Convolution through time, Keras' Conv1D without its activation. With padding::causal, which is (kernel - 1) * dilation zeros in
/// front, no output looks at what comes after it, and with a stride of 1 the layer streams.
///
///     in           shape<Steps, Features>
///     out          shape<Steps', Filters>    valid: Steps' = (Steps - kernel) / stride + 1    same, causal: ceil(Steps / stride)
///     parameters   kernel  shape<kernel, Features / groups, Filters>  Glorot uniform
///                  bias    shape<Filters>  zeros; left out with use_bias::no
///
/// Options in any order: strides (or a bare number), padding or zeros, dilation, groups, use_bias.
///
///     conv1d<8, 3>    conv1d<16, 3, nn::padding::causal, nn::dilation{4}>
template <std::size_t Filters, std::size_t Kernel, auto... Options>
struct conv1d {
    static_assert((detail::is_option<Options, strides, padding, zeros, dilation, groups, use_bias> && ...),
                  "inlay: conv1d takes strides, padding, zeros, dilation, groups and use_bias besides its filters and kernel");
    using options = detail::convolution_options<Options...>;
    static_assert(Filters > 0, "inlay: conv1d needs at least one filter");
    static_assert(Kernel > 0, "inlay: a kernel of conv1d has no zero extent");
    static_assert(Filters % options::parts == 0, "inlay: the filters of conv1d divide evenly into its groups");
    static constexpr const char* name = "conv1d";
    using advice = std::conditional_t<options::parts == 1, advice::it_needs_shape_steps_features_no_shorter_than_the_window,
                                      advice::it_needs_features_that_divide_by_its_groups_and_steps_no_fewer_than_the_window>;
    using with_bias = conv1d<Filters, Kernel, detail::biased(Options)...>;
    static constexpr bool streams = options::looks_back_only && (options::pad == padding::causal || Kernel == 1);
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("kernel_size", Kernel);
        options::timed_settings(visit);
    }

    template <class In>
    static constexpr simd::convolution_size size_on = options::size(In::dims[0], In::dims[1], Filters, Kernel, options::parts);
    template <class In>
    using result = shape<size_on<In>.out_width, Filters>;
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<Kernel, In::dims[1] / options::parts, Filters>, Filters, size_on<In>.depth(), Kernel * Filters, options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = 2 * std::uint64_t{size_on<In>.result()} * size_on<In>.depth();
    template <class In>
    static constexpr std::size_t inner = 1;

    template <Shape In>
        requires(In::rank == 2 && options::columns(In::dims[0], Kernel).count > 0 && In::dims[1] % options::parts == 0)
    using on = detail::bound_convolution<conv1d, In, detail::convolution_engine, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
