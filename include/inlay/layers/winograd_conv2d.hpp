// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/layers/convolution_bound.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/winograd.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// A conv2d of 3 x 3 taps and stride 1 that only infers, with a quarter of the products: its kernel lies transformed, and takes four times
/// the memory (simd/winograd.hpp has the method, and what it costs in accuracy). It comes from a trained conv2d:
///
///     nn::inference_model<nn::winograd>(model)
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Filters>    valid: H' = H - 2    same: H' = H
///     parameters   kernel  shape<6, 6, Channels, Filters>  the transformed one
///                  bias    shape<Filters>  left out with use_bias::no
template <std::size_t Filters, auto... Options>
struct winograd_conv2d {
    static_assert((detail::is_option<Options, padding, use_bias> && ...), "inlay: winograd_conv2d takes padding and use_bias besides its filters");
    using options = detail::convolution_options<Options...>;
    static_assert(Filters > 0, "inlay: winograd_conv2d needs at least one filter");
    static_assert(options::pad != padding::causal, "inlay: a picture has no past: padding::causal is for conv1d");
    static constexpr const char* name = "winograd_conv2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("padding", to_text(options::pad));
        if constexpr (options::bias == use_bias::no) visit("use_bias", false);
    }

    template <class In>
    static constexpr simd::convolution_size size_on = options::size({In::dims[0], In::dims[1]}, In::dims[2], Filters, by(3), 1);
    template <class In>
    using result = shape<size_on<In>.out_height, size_on<In>.out_width, Filters>;
    template <class T, class In>
    using parameters_on = detail::kernel_and_bias<T, shape<6, 6, In::dims[2], Filters>, Filters, size_on<In>.depth(), 9 * Filters, options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = simd::winograd<size_on<In>>::flops;
    template <class In>
    static constexpr std::size_t inner = 1;

    template <Image In>
        requires(options::rows(In::dims[0], 3).count > 0 && options::columns(In::dims[1], 3).count > 0)
    using on = detail::bound_convolution<winograd_conv2d, In, simd::winograd, unchanged>;

    /// Overwrites `to`, parameters on In, with those of the same conv2d.
    template <class In, class From, class To>
    static constexpr void convert(const From& from, To& to) {
        simd::winograd<size_on<In>>::transform_kernel(from.kernel.data(), to.kernel.data());
        if constexpr (requires { to.bias; }) {
            for (std::size_t o = 0; o < Filters; ++o) to.bias[o] = detail::bias_of<Filters>(from)[o];
        }
    }
};

template <std::size_t Filters, by Kernel, auto... Options>
struct conv2d;

namespace detail {
template <class L, class In>
struct winograd_form {
    using type = L;
};
/// Whether a conv2d has a transformed form that is faster. As measured: from 8 channels and filters on, where tiles of 4 x 4 are three quarters
/// full (8, 12, 14 and 28 pixels are, 10 are not) and not alone.
template <class Options>
constexpr bool winograd_pays(by kernel, by picture, std::size_t channels, std::size_t filters) {
    const by out{Options::rows(picture.height, 3).count, Options::columns(picture.width, 3).count};
    const bool same = out == picture, valid = out.height + 2 == picture.height && out.width + 2 == picture.width;
    return kernel == by(3) && Options::stride == by(1) && Options::spread == by(1) && Options::parts == 1 && (same || valid) &&
           channels >= 8 && filters >= 8 && out.height > 4 && out.width > 4 &&
           12 * ((out.height + 3) / 4) * ((out.width + 3) / 4) <= out.height * out.width;
}
template <std::size_t Filters, by Kernel, auto... Options, std::size_t H, std::size_t W, std::size_t C>
    requires(winograd_pays<convolution_options<Options...>>(Kernel, {H, W}, C, Filters))
struct winograd_form<conv2d<Filters, Kernel, Options...>, shape<H, W, C>> {
    using options = convolution_options<Options...>;
    static constexpr padding pad = options::rows(H, 3).count == H ? padding::same : padding::valid;
    using type = std::conditional_t<options::bias == use_bias::yes, winograd_conv2d<Filters, pad>, winograd_conv2d<Filters, pad, use_bias::no>>;
};
}  // namespace detail

/// For inference_t: convolutions of 3 x 3 taps by Winograd's minimal filtering where that is faster.
struct winograd {
    template <class L, class In>
    using form = typename detail::winograd_form<L, In>::type;
};

}  // namespace inlay::inline INLAY_ABI
