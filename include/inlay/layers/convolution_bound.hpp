// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/convolution_engines.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <type_traits>

/// A convolution that runs, by one of the engines of layers/convolution_engines.hpp.
namespace inlay::inline INLAY_ABI::detail {

/// The layer L on In and the function of the element-wise layer that was fused into it. Where L never looks ahead and takes every step
/// of a sequence it streams: its state is the last steps that its kernel reaches back to.
template <class L, class In, template <simd::convolution_size> class EngineFor, class Function>
struct bound_convolution : bound_layer<In, typename L::template result<In>> {
    static constexpr simd::convolution_size size = L::template size_on<In>;
    using Engine = EngineFor<size>;
    using output = typename L::template result<In>;
    // The same convolution where the steps before these, and not zeros, come first.
    static constexpr simd::convolution_size continued = [] {
        simd::convolution_size s = size;
        s.width += s.left;
        s.left = 0;
        return s;
    }();
    static constexpr std::size_t outputs = output::dims[output::rank - 1], pixels = output::size / outputs;
    static constexpr bool plain = std::is_same_v<Function, unchanged>;
    template <class T>
    using parameters = typename L::template parameters_on<T, In>;

    static constexpr keep keeps = plain ? keep::input : keep::input_and_output;
    static constexpr bool streams = requires { requires L::streams; };
    static constexpr std::size_t state = streams ? size.left * size.channels : 0;
    static constexpr memory inference_scratch{0, [] {
        if constexpr (state > 0) {
            constexpr std::size_t room = continued.picture() + EngineFor<continued>::forward_room;
            return room > Engine::forward_room ? room : Engine::forward_room;
        } else {
            return Engine::forward_room;
        }
    }()};
    static constexpr memory training_scratch{plain ? 0 : output::size,  // the gradient before the function
                                             Engine::forward_room > Engine::backward_room ? Engine::forward_room : Engine::backward_room};
    static constexpr std::uint64_t flops = L::template flops_on<In>;
    static constexpr bool adds = plain && requires { Engine::adds_in_place; };
    static constexpr bool adds_in_place = adds && requires { requires Engine::adds_in_place; };

    // In training the slope must follow from what the function gave.
    template <class Next, bool Training>
    static constexpr bool absorbs = plain && requires { typename Next::function; } && (!Training || Next::keeps == keep::output);
    template <class Next>
    using with = bound_convolution<L, In, EngineFor, typename Next::function>;

    template <class W, class To>
    static constexpr void scale_outputs(const parameters<W>& from, const W* scale, const W* shift, To& to) {
        fold_scale<outputs, L::template inner<In>>(from, scale, shift, to);
    }

    // The parameters are parameters<W>; written out, these would stand in every symbol as the formulas of their shapes.
    template <class P, class X, class Y, class Pass>
    INLAY_INLINE static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        auto* const room = pass.scratch.per_call;
        if constexpr (Pass::streaming && state > 0) {
            for (std::size_t n = 0; n < x.samples(); ++n) {
                auto* const past = pass.state + n * state;
                for (std::size_t i = 0; i < state; ++i) room[i] = past[i];
                for (std::size_t i = 0; i < In::size; ++i) room[state + i] = x.sample(n)[i];
                const typename Y::value_type* const from = room;
                EngineFor<continued>::template forward<Function>(p.kernel.data(), bias_of<outputs>(p), from, y.sample(n), std::size_t{1}, room + continued.picture());
                for (std::size_t i = 0; i < state; ++i) past[i] = room[In::size + i];
            }
        } else {
            Engine::template forward<Function>(p.kernel.data(), bias_of<outputs>(p), x.data(), y.data(), simd::rows_of<1>(x), room);
        }
    }

    template <class After, class P, class X, class T, class Y>
    static constexpr void forward_onto(const P& p, X x, const T* addend, Y y, const auto& pass) {
        Engine::template forward<After, true>(p.kernel.data(), bias_of<outputs>(p), x.data(), y.data(), simd::rows_of<1>(x), pass.scratch.per_call, addend);
    }

    template <class P, class DY, class DX, class G>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const auto& pass) {
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
