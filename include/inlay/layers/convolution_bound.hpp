// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/conv2d_bound.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/pointwise.hpp>
#include <type_traits>

/// Convolutions by any of several ways, each an `engine` that knows nothing of layers:
///
///     forward_room, backward_room                                  elements that it works in, per call
///     forward<Function>(w, bias, x, y, pictures, room)             y = Function(x convolved with w + bias)
///     backward(w, x, dz, dx, dw, pictures, room)                   dx overwritten, unless a discard; dw added to
namespace inlay::inline INLAY_ABI::detail {

/// What runs the convolution S.
template <simd::convolution_size S>
struct convolution_engine;

template <simd::convolution_size S>
    requires(S.pointwise())
struct convolution_engine<S> : simd::pointwise<S> {};

/// The layer L on In and the function of the element-wise layer that was fused into it. Engine gives what L computes.
template <class L, class In, class Engine, class Function>
struct bound_convolution : bound_layer<In, typename L::template result<In>> {
    static constexpr simd::convolution_size size = L::template size_on<In>;
    using output = typename L::template result<In>;
    static constexpr std::size_t outputs = output::dims[output::rank - 1], pixels = output::size / outputs;
    static constexpr bool plain = std::is_same_v<Function, identity>;
    template <class T>
    using parameters = typename L::template parameters_on<T, In>;

    static constexpr keep keeps = plain ? keep::input : keep::input_and_output;
    static constexpr memory inference_scratch{0, Engine::forward_room};
    static constexpr memory training_scratch{plain ? 0 : output::size,  // the gradient before the function
                                             Engine::forward_room > Engine::backward_room ? Engine::forward_room : Engine::backward_room};
    static constexpr std::uint64_t flops = L::template flops_on<In>;

    // In training the slope must follow from what the function gave.
    template <class Next, bool Training>
    static constexpr bool absorbs = plain && requires { typename Next::function; } && (!Training || Next::keeps == keep::output);
    template <class Next>
    using with = bound_convolution<L, In, Engine, typename Next::function>;

    template <class W, class To>
    static constexpr void scale_outputs(const parameters<W>& from, const W* scale, const W* shift, To& to) {
        fold_scale<outputs, L::template inner<In>>(from, scale, shift, to);
    }

    template <class W, class X, class Y>
    INLAY_INLINE static constexpr void forward(const parameters<W>& p, X x, Y y, const auto& pass) {
        Engine::template forward<Function>(p.kernel.data(), bias_of<outputs>(p), x.data(), y.data(), simd::rows_of<1>(x), pass.scratch.per_call);
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        const std::size_t n = dy.samples();
        const auto* dz = dy.data();
        if constexpr (!plain) {
            auto* const to = pass.scratch.per_sample;
            simd::map(simd::elements(dy), [](auto d, auto y) { return d * Function::slope(y); }, to, dz, pass.y.data());
            dz = to;
        }
        if constexpr (wanted<DX>) {
            Engine::backward(p.kernel.data(), pass.x.data(), dz, dx.data(), dp.kernel.data(), n, pass.scratch.per_call);
        } else {
            Engine::backward(p.kernel.data(), pass.x.data(), dz, dx, dp.kernel.data(), n, pass.scratch.per_call);
        }
        if constexpr (requires { dp.bias; }) simd::accumulate_rows<outputs>(dz, dp.bias.data(), n * pixels);
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
