// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/zeros.hpp>
#include <type_traits>

/// The parameters of layers that are a product with a kernel and a bias: dense and the convolutions.
namespace inlay::inline INLAY_ABI::detail {

/// A kernel of any shape and a bias for each of Outputs, Keras' names and initialisers.
template <class T, class Kernel, std::size_t Outputs, std::size_t FanIn, std::size_t FanOut, use_bias Bias>
struct kernel_and_bias {
    tensor<T, Kernel> kernel;
    tensor<T, shape<Outputs>> bias;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"kernel", role::weight, initializer::glorot_uniform, FanIn, FanOut}, p.kernel...);
        visit(leaf{"bias", role::bias, initializer::zeros, FanIn, FanOut}, p.bias...);
    }
    friend constexpr bool operator==(const kernel_and_bias&, const kernel_and_bias&) = default;
};
template <class T, class Kernel, std::size_t Outputs, std::size_t FanIn, std::size_t FanOut>
struct kernel_and_bias<T, Kernel, Outputs, FanIn, FanOut, use_bias::no> {
    tensor<T, Kernel> kernel;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"kernel", role::weight, initializer::glorot_uniform, FanIn, FanOut}, p.kernel...);
    }
    friend constexpr bool operator==(const kernel_and_bias&, const kernel_and_bias&) = default;
};

/// The bias, or zeros where there is none: kernels start their sums from it.
template <std::size_t Outputs, class P>
constexpr auto* bias_of(const P& p) {
    if constexpr (requires { p.bias; }) {
        return p.bias.data();
    } else {
        return static_cast<const typename decltype(p.kernel)::value_type*>(simd::zeros<typename decltype(p.kernel)::value_type, Outputs>);
    }
}
/// The gradient of the bias, or a nullptr where there is none.
template <class P>
constexpr auto* bias_slope_of(P& dp) {
    if constexpr (requires { dp.bias; }) {
        return dp.bias.data();
    } else {
        return static_cast<typename decltype(dp.kernel)::value_type*>(nullptr);
    }
}

/// Scales what a layer gives, output by output, and adds a shift: to gets the kernel and bias that do so by themselves, as a
/// normalisation behind the layer is folded into it. Of the kernel's extents the last are the Outputs, and then Inner.
template <std::size_t Outputs, std::size_t Inner = 1, class From, class W, class To>
constexpr void fold_scale(const From& from, const W* scale, const W* shift, To& to) {
    for (std::size_t i = 0; i < from.kernel.size(); ++i) to.kernel[i] = from.kernel[i] * scale[i / Inner % Outputs];
    const W* const bias = bias_of<Outputs>(from);
    for (std::size_t o = 0; o < Outputs; ++o) to.bias[o] = bias[o] * scale[o] + shift[o];
}

/// An option of a recipe, but with a bias in any case.
template <class Option>
consteval auto biased(Option given) {
    if constexpr (std::is_same_v<Option, use_bias>) {
        return use_bias::yes;
    } else {
        return given;
    }
}

}  // namespace inlay::inline INLAY_ABI::detail
