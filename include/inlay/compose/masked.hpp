// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/compose/chain.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <utility>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <class S>
struct first_extent;
template <std::size_t Steps, std::size_t... Rest>
struct first_extent<shape<Steps, Rest...>> {
    static constexpr std::size_t value = Steps;
};
template <class First, class... Parts>
struct first_extent<shapes<First, Parts...>> : first_extent<First> {};

/// Whether all that reads the mask within the bound layer B sees so many steps.
template <class B, std::size_t Steps>
consteval bool mask_fits() {
    if constexpr (!B::reads_mask) {
        return true;
    } else if constexpr (requires { B::list::count; }) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (mask_fits<typename link<typename B::list, typename B::input, I>::type, Steps>() && ...);
        }(std::make_index_sequence<B::list::count>{});
    } else {
        return first_extent<typename B::input>::value == Steps;
    }
}

/// The chain named Self behind a mask that is made from its input. The mask, and for a Value other than 0 the input without the
/// steps that it leaves out, lie behind the chain's own memory.
template <class Self, class In, real Value>
struct bound_masked : bound_layer<In, typename chain<Self, In>::output> {
    using body = chain<Self, In>;
    using list = typename body::list;
    template <std::size_t I>
    using inner = typename body::template inner<I>;
    template <std::size_t I>
    static constexpr std::size_t owner_of = body::template owner_of<I>;
    static constexpr std::size_t steps = In::dims[0], features = In::size / steps;
    static_assert(body::reads_mask, "inlay: masked<Value, Layers...> is for layers that read a mask, and none of these does: gru, lstm, simple_rnn do");
    static_assert(mask_fits<body, steps>(),
                  "inlay: a layer within masked<Value, Layers...> reads the mask and sees another number of time steps than masked itself: what lies "
                  "between may not change their number, and behind a layer that gives its last step alone no other may read the mask");
    static constexpr bool clears = double{Value} != 0;  // Keras gives inner layers zeros where a step is masked
    static constexpr std::size_t own = steps + (clears ? In::size : 0);

    template <class T>
    using parameters = typename body::template parameters<T>;
    static constexpr keep keeps = clears ? (keeps_output(body::keeps) ? keep::output : keep::nothing) : body::keeps;
    static constexpr memory cache{body::cache.per_sample + own, body::cache.per_call};
    static constexpr memory inference_scratch{body::inference_scratch.per_sample + own, body::inference_scratch.per_call};
    static constexpr memory training_scratch = body::training_scratch;
    static constexpr bool stochastic = body::stochastic, couples_samples = body::couples_samples;
    static constexpr std::uint64_t flops = body::flops + In::size;
    static constexpr std::size_t state = body::state;
    static constexpr bool streams = body::streams;

    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        const std::size_t n = x.samples();
        T* mask = nullptr;
        if constexpr (Pass::training) {
            mask = pass.cache.per_sample + n * body::cache.per_sample;
        } else {
            mask = pass.scratch.per_sample + n * body::inference_scratch.per_sample;
        }
        for (std::size_t row = 0; row < n * steps; ++row) {
            const auto* const at = x.data() + row * features;
            mask[row] = 0;
            for (std::size_t i = 0; i < features; ++i) {
                if (at[i] != static_cast<T>(double{Value})) mask[row] = 1;
            }
        }
        const auto from = cleared(x, mask);
        if constexpr (clears) {
            for (std::size_t i = 0; i < n * In::size; ++i) mask[n * steps + i] = mask[i / features] != 0 ? static_cast<T>(x.data()[i]) : T(0);
        }
        if constexpr (Pass::training) {
            body::forward(p, from, y, training_pass<T>{pass.scratch, pass.cache, pass.generator, pass.penalty, mask});
        } else if constexpr (Pass::streaming) {
            body::forward(p, from, y, streaming_pass<T>{pass.scratch, pass.state, mask});
        } else {
            body::forward(p, from, y, inference_pass<T>{pass.scratch, mask});
        }
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        const std::size_t n = dy.samples();
        T* const mask = pass.cache.per_sample + n * body::cache.per_sample;
        const auto x = [&] {
            if constexpr (clears && keeps_input(body::keeps)) {
                return view_like<In, const T>(static_cast<const T*>(mask + n * steps), dy);
            } else {
                return pass.x;
            }
        }();
        const backward_pass<T, std::remove_const_t<decltype(x)>, std::remove_const_t<decltype(pass.y)>> inside{pass.scratch, pass.cache, x, pass.y, mask};
        body::backward(p, dy, dx, dp, inside);
        if constexpr (wanted<DX>) {
            for (std::size_t i = 0; i < n * In::size; ++i) {
                if (mask[i / features] == 0) dx.data()[i] = 0;
            }
        }
    }

private:
    template <class X, class T>
    static constexpr auto cleared(X x, T* mask) {
        if constexpr (clears) {
            return view_like<In, const T>(static_cast<const T*>(mask + x.samples() * steps), x);
        } else {
            return x;
        }
    }
};

}  // namespace detail

/// Layers that leave out time steps: Keras' Masking(mask_value) in front of them. A step of the input whose features all equal
/// Value does not count: a recurrent layer within keeps its state there and gives its previous output again (0 before the first
/// step that counts), and backward goes past it. Layers that know no mask compute such a step from zeros, as in Keras.
///
///     in           shape<Steps, ...>: a step is what lies behind the first extent
///     out          that of the layers, one after the other
///     parameters   those of the layers
///
///     nn::masked<0.0, nn::gru<16, nn::returns::sequence>, nn::lstm<8>>
///
/// PyTorch's packed sequences are the case of steps left out at the end. Losses know no mask: they count all steps.
template <real Value, class... Ls>
struct masked {
    static_assert(sizeof...(Ls) > 0, "inlay: masked has at least one layer behind its value");
    static constexpr const char* name = "masked";
    static constexpr void settings(auto&& visit) { visit("mask_value", Value); }

    using layers = detail::layer_list<Ls...>;
    template <Shape In>
        requires(In::rank > 0)
    using on = detail::bound_masked<masked, In, Value>;
    template <class Self, Shape In>
        requires(In::rank > 0)
    using on_as = detail::bound_masked<Self, In, Value>;
};

}  // namespace inlay::inline INLAY_ABI
