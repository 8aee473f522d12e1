// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/compose/composite.hpp>
#include <inlay/compose/plan.hpp>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <utility>

namespace inlay::inline INLAY_ABI::detail {

/// The first Layers layers of a sequential named Self, bound to the input shape In: itself a bound layer. In inference its arena is
/// its scratch. In training what forward leaves for backward is its cache, and the rest scratch; a Whole chain, which has no other
/// layers around it, has all of it as its cache, and so can let the one run into the other.
template <class Self, class In, std::size_t Layers = Self::layers::count, bool Whole = false>
struct chain : bound_layer<In, In> {
    using list = typename Self::layers;
    using output = typename link<list, In, Layers - 1>::output;  // no shape where a layer does not take what it gets
    using flat = flat_list<list, Layers>;
    using inference = steps<flat, In, false>;
    using training = steps<flat, In, true, !Whole>;
    template <class T>
    using parameters = composite_parameters<Self, In, T>;
    template <std::size_t I>
    using inner = typename link<list, In, I>::type;
    template <std::size_t I>
    static constexpr std::size_t owner_of = list::owners[I];

    static constexpr keep keeps = static_cast<keep>((training::plan.keeps_input ? 1 : 0) | (training::plan.keeps_output ? 2 : 0));
    static constexpr memory cache = training::plan.kept;
    static constexpr memory training_scratch{training::plan.total.per_sample - cache.per_sample, training::plan.total.per_call - cache.per_call};
    static constexpr memory inference_scratch = inference::plan.total;
    static constexpr composite_facts facts = []<std::size_t... I>(std::index_sequence<I...>) {
        return facts_of<typename link<list, In, I>::type...>();
    }(std::make_index_sequence<Layers>{});
    static constexpr bool stochastic = facts.stochastic, couples_samples = facts.couples_samples, reads_mask = facts.reads_mask;
    static constexpr bool streams = facts.streams;
    static constexpr std::size_t state = facts.state;
    static constexpr std::uint64_t flops = facts.flops;

    // What the last step gives is y itself: no view adds. In the place of x it may only do so where it does not read that.
    template <class Steps>
    using last_step = typename Steps::template layer<Steps::count - 1>;
    static constexpr bool adds = last_step<inference>::adds, adds_in_place = last_step<inference>::adds_in_place;
    static constexpr bool adds_to_input = [] {
        if constexpr (inference::count < 2) {
            return false;
        } else {
            return adds_in_place && inference::plan.activation[inference::count - 2].who != owner::input;
        }
    }();

    /// p: this chain's parameters, or those of the same layers on longer or shorter sequences.
    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using S = std::conditional_t<Pass::training, training, inference>;
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (forward_one<S, I>(p, x, y, pass), ...);
        }(std::make_index_sequence<S::count>{});
    }

    template <class Function, class P, class X, class T, class Y, class Pass>
    static constexpr void forward_onto(const P& p, X x, const T* addend, Y y, const Pass& pass) {
        constexpr std::size_t last = inference::count - 1;
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (forward_one<inference, I>(p, x, y, pass), ...);
        }(std::make_index_sequence<last>{});
        with_step<inference, last>(p, x, y, pass, [&](const auto& own, auto from, auto to, const auto& inner) __attribute__((always_inline)) {
            last_step<inference>::template forward_onto<Function>(own, from, addend, to, inner);
        });
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        constexpr std::size_t last = wanted<DX> ? 0 : first_with_parameters;
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (backward_one<training::count - 1 - I, last>(p, dy, dx, dp, pass), ...);
        }(std::make_index_sequence<training::count - last>{});
    }

private:
    // Without a wanted dx, nothing needs the gradients below the first step that has parameters.
    static constexpr std::size_t first_with_parameters = []<std::size_t... I>(std::index_sequence<I...>) {
        std::size_t first = training::count;
        ((first == training::count && !std::is_empty_v<typename training::template layer<I>::template parameters<float>> ? first = I : 0), ...);
        return first;
    }(std::make_index_sequence<training::count>{});

    // Elements of state of the layers before layer I.
    template <std::size_t I>
    static constexpr std::size_t state_before = []<std::size_t... J>(std::index_sequence<J...>) {
        return (std::size_t{0} + ... + flat_link<flat, In, J>::type::state);
    }(std::make_index_sequence<I>{});

    // Where an offset of the plan lies: in the cache what is kept, in the scratch what is behind it.
    template <class S, class Pass>
    INLAY_INLINE static constexpr auto* sample_memory(const Pass& pass, std::size_t offset, std::size_t samples) {
        if constexpr (requires { pass.cache; }) {
            constexpr std::size_t kept = S::plan.kept.per_sample;
            return offset < kept ? pass.cache.per_sample + offset * samples : pass.scratch.per_sample + (offset - kept) * samples;
        } else {
            return pass.scratch.per_sample + offset * samples;
        }
    }
    template <class S, class Pass>
    INLAY_INLINE static constexpr auto at(const Pass& pass, memory offset, std::size_t samples) {
        auto* call = pass.scratch.per_call;
        if constexpr (requires { pass.cache; }) {
            constexpr std::size_t kept = S::plan.kept.per_call;
            call = offset.per_call < kept ? pass.cache.per_call + offset.per_call : call + (offset.per_call - kept);
        } else {
            call += offset.per_call;
        }
        return region<std::remove_pointer_t<decltype(call)>>{sample_memory<S>(pass, offset.per_sample, samples), call};
    }

    // The result before step I (its input), for I = count the last output; under the shape that the reader sees.
    template <class S, std::size_t I, class T, class X, class Y>
    static constexpr auto result_before(X x, Y y, const auto& pass) {
        if constexpr (I == 0) {
            return x;
        } else {
            using Out = typename S::template layer<I - 1>::output;
            constexpr spot where = S::plan.activation[I - 1];
            if constexpr (where.who == owner::input) {
                return view_like<Out, const T>(x.data(), x);
            } else if constexpr (where.who == owner::output) {
                return view_like<Out, const T>(y.data(), x);
            } else {
                return view_like<Out, const T>(sample_memory<S>(pass, where.offset, x.samples()), x);
            }
        }
    }

    template <class S, std::size_t I, class P, class X, class Y, class Pass>
    INLAY_INLINE static constexpr void forward_one(const P& p, X x, Y y, const Pass& pass) {
        using B = typename S::template layer<I>;
        constexpr bool nothing_to_do = S::plan.activation[I].shared && (B::is_view || (!Pass::training && B::training_only));
        if constexpr (!nothing_to_do) {
            with_step<S, I>(p, x, y, pass, [](const auto& own, auto from, auto to, const auto& inner) __attribute__((always_inline)) {
                B::forward(own, from, to, inner);
            });
        }
    }

    // Calls f with what step I works with: its parameters, views of its input and of its result, and its pass.
    template <class S, std::size_t I, class P, class X, class Y, class Pass, class F>
    INLAY_INLINE static constexpr void with_step(const P& p, X x, Y y, const Pass& pass, F f) {
        using T = typename Y::value_type;
        constexpr const auto& plan = S::plan;
        const std::size_t n = x.samples();
        const auto& own = at_path(p, parameter_path<flat, S::first[I]>{});
        const auto from = result_before<S, I, T>(x, y, pass);
        const auto to = writable<S, I>(x, y, pass);
        const region<T> scratch = at<S>(pass, plan.forward_scratch[I], n);
        if constexpr (Pass::training) {
            f(own, from, to, training_pass<T>{scratch, at<S>(pass, plan.cache[I], n), pass.generator, pass.penalty, pass.mask});
        } else if constexpr (Pass::streaming) {
            f(own, from, to, streaming_pass<T>{scratch, pass.state + state_before<S::first[I]> * n, pass.mask});
        } else {
            f(own, from, to, inference_pass<T>{scratch, pass.mask});
        }
    }

    template <class S, std::size_t I, class X, class Y>
    static constexpr auto writable(X x, Y y, const auto& pass) {
        using T = typename Y::value_type;
        using Out = typename S::template layer<I>::output;
        constexpr spot where = S::plan.activation[I];
        if constexpr (where.who == owner::output) {
            return view_like<Out, T>(y.data(), x);
        } else {
            return view_like<Out, T>(sample_memory<S>(pass, where.offset, x.samples()), x);
        }
    }

    template <std::size_t I, std::size_t Last, class P, class DY, class DX, class G, class Pass>
    INLAY_INLINE static constexpr void backward_one(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        constexpr const auto& plan = training::plan;
        constexpr const layer_facts& fact = training::facts[I];
        if constexpr (!(plan.gradient[I].shared && fact.is_view)) {
            const auto x = kept<keeps_input(fact.keeps), I, T>(pass, dy);
            const auto y = kept<keeps_output(fact.keeps), I + 1, T>(pass, dy);
            const std::size_t n = dy.samples();
            const backward_pass<T, std::remove_const_t<decltype(x)>, std::remove_const_t<decltype(y)>> inner{
                at<training>(pass, plan.backward_scratch[I], n), at<training>(pass, plan.cache[I], n), x, y, pass.mask};
            using own = parameter_path<flat, training::first[I]>;
            training::template layer<I>::backward(at_path(p, own{}), gradient_behind<I, T>(dy, pass), gradient_before<I, Last, T>(dy, dx, pass),
                                                  at_path(dp, own{}), inner);
        }
    }

    template <bool Kept, std::size_t I, class T, class Pass, class Like>
    static constexpr auto kept(const Pass& pass, Like like) {
        if constexpr (!Kept) {
            return absent{};
        } else if constexpr (I == 0) {
            return pass.x;
        } else {
            using Out = typename training::template layer<I - 1>::output;
            constexpr spot where = training::plan.activation[I - 1];
            if constexpr (where.who == owner::input) {
                return view_like<Out, const T>(pass.x.data(), like);
            } else if constexpr (where.who == owner::output) {
                return view_like<Out, const T>(pass.y.data(), like);
            } else {
                return view_like<Out, const T>(sample_memory<training>(pass, where.offset, like.samples()), like);
            }
        }
    }

    // The gradient with respect to step I's output.
    template <std::size_t I, class T, class DY>
    static constexpr auto gradient_behind(DY dy, const auto& pass) {
        using Out = typename training::template layer<I>::output;
        if constexpr (I + 1 == training::count) {
            return dy;
        } else if constexpr (training::plan.gradient[I + 1].who == owner::output) {
            return view_like<Out, const T>(dy.data(), dy);
        } else {
            return view_like<Out, const T>(sample_memory<training>(pass, training::plan.gradient[I + 1].offset, dy.samples()), dy);
        }
    }

    // The gradient with respect to step I's input.
    template <std::size_t I, std::size_t Last, class T, class DY, class DX>
    static constexpr auto gradient_before(DY dy, DX dx, const auto& pass) {
        if constexpr (I == 0) {
            return dx;
        } else if constexpr (I == Last && !wanted<DX>) {
            return discard{};
        } else {
            using Before = typename training::template layer<I>::input;
            return view_like<Before, T>(sample_memory<training>(pass, training::plan.gradient[I].offset, dy.samples()), dy);
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
