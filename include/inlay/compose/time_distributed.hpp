// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/compose/composite.hpp>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {

/// What one step of a sequence is, and a sequence of what a layer makes of each.
template <class In>
struct time_steps;
template <std::size_t Steps, std::size_t... Rest>
struct time_steps<shape<Steps, Rest...>> {
    using one = shape<Rest...>;
    template <class Out>
    struct of;
    template <std::size_t... Made>
    struct of<shape<Made...>> {
        using type = shape<Steps, Made...>;
    };
};

/// L on every step, by the name of the recipe Self.
template <class Self, class L, class In>
struct bound_time_distributed
    : bound_layer<In, typename time_steps<In>::template of<typename bind<L, typename time_steps<In>::one>::output>::type> {
    static constexpr std::size_t steps = In::dims[0];
    using each = bind<L, typename time_steps<In>::one>;
    template <std::size_t>
    using inner = each;
    template <std::size_t I>
    static constexpr std::size_t owner_of = I;
    template <class T>
    using parameters = composite_parameters<Self, In, T>;

    static constexpr memory of_steps(memory m) { return {m.per_sample * steps, m.per_call}; }
    static constexpr keep keeps = each::keeps;
    static constexpr memory cache = of_steps(each::cache), inference_scratch = of_steps(each::inference_scratch),
                            training_scratch = of_steps(each::training_scratch);
    static constexpr bool in_place = each::in_place, is_view = each::is_view, training_only = each::training_only;
    static constexpr bool stochastic = each::stochastic, couples_samples = each::couples_samples;
    static constexpr std::uint64_t flops = each::flops * steps;
    static constexpr bool streams = true;

    // A step is a sample of its own: it has neither a mask over time nor a state from the step before.
    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        if constexpr (Pass::training) {
            each::forward(in_slot<0>(p), by_step<typename each::input>(x), by_step<typename each::output>(y),
                          training_pass<T>{pass.scratch, pass.cache, pass.generator, pass.penalty});
        } else {
            each::forward(in_slot<0>(p), by_step<typename each::input>(x), by_step<typename each::output>(y), inference_pass<T>{pass.scratch});
        }
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        const auto x = by_step<typename each::input>(pass.x);
        const auto y = by_step<typename each::output>(pass.y);
        each::backward(in_slot<0>(p), by_step<typename each::output>(dy), by_step<typename each::input>(dx), in_slot<0>(dp),
                       backward_pass<T, std::remove_const_t<decltype(x)>, std::remove_const_t<decltype(y)>>{pass.scratch, pass.cache, x, y});
    }

private:
    // Samples lie one behind the other, and so do their steps.
    template <class S, class V>
    static constexpr auto by_step(V v) {
        if constexpr (!requires { v.data(); }) {
            return v;  // discard or absent
        } else if constexpr (V::extent == dynamic) {
            return view<typename V::element_type, S>(v.data(), v.samples() * steps);
        } else {
            return view<typename V::element_type, S, V::extent * steps>(v.data());
        }
    }
};

}  // namespace detail

/// The layer L on every time step alike, with one set of parameters: Keras' TimeDistributed. Nothing is copied: n sequences are
/// n * Steps samples to L.
///
///     in           shape<Steps, Rest...>, where L takes shape<Rest...>
///     out          shape<Steps, what L gives...>
///     parameters   those of L
template <class L>
struct time_distributed {
    static constexpr const char* name = "time_distributed";
    static constexpr void settings(auto&&) {}

    using layers = detail::layer_list<L>;
    template <Shape In>
        requires(In::rank >= 2 && Layer<L, typename detail::time_steps<In>::one>)
    using on = detail::bound_time_distributed<time_distributed, L, In>;
};

}  // namespace inlay::inline INLAY_ABI
