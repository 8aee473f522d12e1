// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/depthwise.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/matrix_backward.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <class T, by Kernel, std::size_t Channels, std::size_t Multiplier, std::size_t Filters, use_bias Bias>
struct separable_kernels {
    static constexpr std::size_t taps = Kernel.height * Kernel.width;
    tensor<T, shape<Kernel.height, Kernel.width, Channels, Multiplier>> depthwise_kernel;
    tensor<T, shape<1, 1, Channels * Multiplier, Filters>> pointwise_kernel;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"depthwise_kernel", role::weight, initializer::glorot_uniform, taps * Channels, taps * Multiplier}, p.depthwise_kernel...);
        visit(leaf{"pointwise_kernel", role::weight, initializer::glorot_uniform, Channels * Multiplier, Filters}, p.pointwise_kernel...);
    }
    friend constexpr bool operator==(const separable_kernels&, const separable_kernels&) = default;
};
template <class T, by Kernel, std::size_t Channels, std::size_t Multiplier, std::size_t Filters>
struct separable_kernels<T, Kernel, Channels, Multiplier, Filters, use_bias::yes> {
    using kernels = separable_kernels<T, Kernel, Channels, Multiplier, Filters, use_bias::no>;
    tensor<T, shape<Kernel.height, Kernel.width, Channels, Multiplier>> depthwise_kernel;
    tensor<T, shape<1, 1, Channels * Multiplier, Filters>> pointwise_kernel;
    tensor<T, shape<Filters>> bias;

    static constexpr void leaves(auto&& visit, auto&... p) {
        kernels::leaves(visit, p...);
        visit(leaf{"bias", role::bias, initializer::zeros, Channels * Multiplier, Filters}, p.bias...);
    }
    friend constexpr bool operator==(const separable_kernels&, const separable_kernels&) = default;
};

/// The recipe L on In, and the function of the element-wise layer that was fused into it.
template <class L, class In, class Function>
struct bound_separable : bound_layer<In, typename L::template result<In>> {
    static constexpr simd::convolution_size size = L::template size_on<In>;
    using Engine = simd::depthwise<size>;
    using output = typename L::template result<In>;
    static constexpr std::size_t filters = output::dims[2], between = size.filters, pixels = size.out_height * size.out_width;
    static constexpr bool plain = std::is_same_v<Function, unchanged>;
    template <class T>
    using parameters = typename L::template parameters_on<T, In>;

    static constexpr keep keeps = plain ? keep::input : keep::input_and_output;
    static constexpr memory cache{size.result(), 0};              // what the depthwise convolution gave
    static constexpr memory inference_scratch{size.result(), Engine::forward_room};
    static constexpr memory training_scratch{size.result() + (plain ? 0 : output::size),  // gradients before both
                                             Engine::forward_room > Engine::backward_room ? Engine::forward_room : Engine::backward_room};
    static constexpr std::uint64_t flops = 2 * std::uint64_t{size.result()} * (size.kernel_height * size.kernel_width + filters);

    // In training the slope must follow from what the function gave.
    template <class Next, bool Training>
    static constexpr bool absorbs = plain && requires { typename Next::function; } && (!Training || Next::keeps == keep::output);
    template <class Next>
    using with = bound_separable<L, In, typename Next::function>;

    template <class W, class To>
    static constexpr void scale_outputs(const parameters<W>& from, const W* scale, const W* shift, To& to) {
        to.depthwise_kernel = from.depthwise_kernel;
        for (std::size_t i = 0; i < from.pointwise_kernel.size(); ++i) to.pointwise_kernel[i] = from.pointwise_kernel[i] * scale[i % filters];
        const W* const bias = bias_of(from);
        for (std::size_t o = 0; o < filters; ++o) to.bias[o] = bias[o] * scale[o] + shift[o];
    }

    template <class W, class X, class Y, class Pass>
    INLAY_INLINE static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        auto* const middle = [&] {
            if constexpr (Pass::training) {
                return pass.cache.per_sample;
            } else {
                return pass.scratch.per_sample;
            }
        }();
        const std::size_t n = x.samples();
        Engine::template forward<unchanged>(p.depthwise_kernel.data(), static_cast<const W*>(simd::zeros<W, between>), x.data(), middle, n, pass.scratch.per_call);
        const auto* const from = middle;
        simd::affine<between, filters, Function>(from, p.pointwise_kernel.data(), bias_of(p), y.data(), n * pixels);
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        using T = typename DY::value_type;
        const std::size_t n = dy.samples(), rows = n * pixels;
        T* const d = pass.scratch.per_sample;
        const T* const middle = pass.cache.per_sample;
        const T* dz = dy.data();
        if constexpr (!plain) {
            T* const to = d + n * size.result();
            simd::map(simd::elements(dy), [](auto d, auto y) { return d * Function::slope(y); }, to, dz, pass.y.data());
            dz = to;
        }
        simd::multiply_transposed<between, filters>(dz, p.pointwise_kernel.data(), d, rows);
        simd::accumulate_outer<between, filters>(middle, dz, dp.pointwise_kernel.data(), rows);
        if constexpr (requires { dp.bias; }) simd::accumulate_rows<filters>(dz, dp.bias.data(), rows);
        const T* const slope = d;
        if constexpr (wanted<DX>) {
            Engine::backward(p.depthwise_kernel.data(), pass.x.data(), slope, dx.data(), dp.depthwise_kernel.data(), n, pass.scratch.per_call);
        } else {
            Engine::backward(p.depthwise_kernel.data(), pass.x.data(), slope, dx, dp.depthwise_kernel.data(), n, pass.scratch.per_call);
        }
    }

private:
    template <class W>
    static constexpr const W* bias_of(const parameters<W>& p) {
        if constexpr (requires { p.bias; }) {
            return p.bias.data();
        } else {
            return simd::zeros<W, filters>;
        }
    }
};

}  // namespace detail

/// A depthwise convolution and one of a single tap that mixes its channels, Keras' SeparableConv2D without its activation: a
/// convolution whose kernel is their product, for a fraction of the work.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Filters>    H' and W' as of conv2d
///     parameters   depthwise_kernel  shape<kernel height, kernel width, Channels, multiplier>  Glorot uniform
///                  pointwise_kernel  shape<1, 1, Channels * multiplier, Filters>  Glorot uniform
///                  bias              shape<Filters>  zeros; left out with use_bias::no
///
/// Options in any order: depth_multiplier, strides (or a bare number, or nn::by), padding or zeros, dilation, use_bias.
///
///     separable_conv2d<32, 3>    separable_conv2d<32, 3, 2, nn::padding::same, nn::depth_multiplier{2}>
template <std::size_t Filters, by Kernel, auto... Options>
struct separable_conv2d {
    static_assert((detail::is_option<Options, strides, padding, zeros, dilation, depth_multiplier, use_bias> && ...),
                  "inlay: separable_conv2d takes depth_multiplier, strides, padding, zeros, dilation and use_bias besides its filters and kernel");
    using options = detail::convolution_options<Options...>;
    static constexpr std::size_t multiplier = detail::option(depth_multiplier{1}, Options...).count;
    static_assert(Filters > 0, "inlay: separable_conv2d needs at least one filter");
    static_assert(Kernel.height > 0 && Kernel.width > 0, "inlay: a kernel of separable_conv2d has no zero extent");
    static_assert(options::pad != padding::causal, "inlay: a picture has no past: padding::causal is for conv1d");
    static_assert(multiplier > 0, "inlay: the depth_multiplier of separable_conv2d is at least 1");
    static constexpr const char* name = "separable_conv2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    using with_bias = separable_conv2d<Filters, Kernel, detail::biased(Options)...>;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        visit("kernel_height", Kernel.height);
        visit("kernel_width", Kernel.width);
        visit("depth_multiplier", multiplier);
        options::pictured_settings(visit);
    }

    // The depthwise convolution's.
    template <class In>
    static constexpr simd::convolution_size size_on = options::size({In::dims[0], In::dims[1]}, In::dims[2], In::dims[2] * multiplier, Kernel, In::dims[2]);
    template <class In>
    using result = shape<size_on<In>.out_height, size_on<In>.out_width, Filters>;
    template <class T, class In>
    using parameters_on = detail::separable_kernels<T, Kernel, In::dims[2], multiplier, Filters, options::bias>;

    template <Image In>
        requires(options::rows(In::dims[0], Kernel.height).count > 0 && options::columns(In::dims[1], Kernel.width).count > 0)
    using on = detail::bound_separable<separable_conv2d, In, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
