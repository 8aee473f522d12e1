// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/compose/plan.hpp>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <utility>

namespace inlay::inline INLAY_ABI::detail {

/// The parameters of layer I: a base of the whole, so that no recursion is needed.
template <std::size_t I, class P>
struct slot {
    [[no_unique_address]] P value;
    friend constexpr bool operator==(const slot&, const slot&) = default;
};
// Two objects of one empty type may not share an address. So a layer without parameters leaves a mark of a type of its
// own, which takes no room, and all of them lend the same nothing.
template <std::size_t I>
struct mark {
    friend constexpr bool operator==(const mark&, const mark&) = default;
};
template <std::size_t I>
struct slot<I, no_parameters> {
    [[no_unique_address]] mark<I> value;
    static inline no_parameters nothing{};
    friend constexpr bool operator==(const slot&, const slot&) = default;
};

template <std::size_t I, class P>
INLAY_INLINE constexpr P& in_slot(slot<I, P>& s) {
    return s.value;
}
template <std::size_t I, class P>
INLAY_INLINE constexpr const P& in_slot(const slot<I, P>& s) {
    return s.value;
}
template <std::size_t I>
INLAY_INLINE constexpr no_parameters& in_slot(slot<I, no_parameters>&) {
    return slot<I, no_parameters>::nothing;
}
template <std::size_t I>
INLAY_INLINE constexpr const no_parameters& in_slot(const slot<I, no_parameters>&) {
    return slot<I, no_parameters>::nothing;
}

template <class Self, class In, class T, class Indices>
struct chain_slots;
template <class Self, class In, class T, std::size_t... I>
struct chain_slots<Self, In, T, std::index_sequence<I...>>
    : slot<I, typename link<typename Self::layers, In, I>::type::template parameters<T>>... {
    friend constexpr bool operator==(const chain_slots&, const chain_slots&) = default;
};

/// The parameters of a sequential named Self: a type of its own, so that functions are not named after all its slots.
template <class Self, class In, class T>
struct chain_parameters : chain_slots<Self, In, T, std::make_index_sequence<Self::layers::count>> {
    static constexpr void leaves(auto&& visit, auto&... p) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (leaves_of<I>(visit, p...), ...);
        }(std::make_index_sequence<Self::layers::count>{});
    }
    friend constexpr bool operator==(const chain_parameters&, const chain_parameters&) = default;

private:
    template <std::size_t I>
    static constexpr void leaves_of(auto& visit, auto&... p) {
        visit.enter(I, nth_layer<typename Self::layers, I>::name);
        link<typename Self::layers, In, I>::type::template parameters<T>::leaves(visit, in_slot<I>(p)...);
        visit.leave();
    }
};

/// The first Layers layers of a sequential named Self, bound to the input shape In: itself a bound layer. Its arena is its
/// cache in training and its scratch in inference, so that a sequential within another needs nothing of its own.
template <class Self, class In, std::size_t Layers = Self::layers::count>
struct chain : bound_layer<In, In> {
    using list = typename Self::layers;
    using output = typename link<list, In, Layers - 1>::output;  // no shape where a layer does not take what it gets
    using inference = steps<list, In, Layers, false>;
    using training = steps<list, In, Layers, true>;
    template <class T>
    using parameters = chain_parameters<Self, In, T>;

    static constexpr keep keeps = static_cast<keep>((training::plan.keeps_input ? 1 : 0) | (training::plan.keeps_output ? 2 : 0));
    static constexpr memory cache = training::plan.total;
    static constexpr memory inference_scratch = inference::plan.total;
    static constexpr std::uint64_t flops = []<std::size_t... I>(std::index_sequence<I...>) {
        return (std::uint64_t{0} + ... + link<list, In, I>::type::flops);
    }(std::make_index_sequence<Layers>{});
    static constexpr std::size_t state = []<std::size_t... I>(std::index_sequence<I...>) {
        return (std::size_t{0} + ... + link<list, In, I>::type::state);
    }(std::make_index_sequence<Layers>{});
    static constexpr bool streams = []<std::size_t... I>(std::index_sequence<I...>) {
        return (link<list, In, I>::type::streams && ...);
    }(std::make_index_sequence<Layers>{});
    static constexpr bool reads_mask = []<std::size_t... I>(std::index_sequence<I...>) {
        return (link<list, In, I>::type::reads_mask || ...);
    }(std::make_index_sequence<Layers>{});

    /// p: this chain's parameters, or those of the same layers on longer or shorter sequences.
    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using S = std::conditional_t<Pass::training, training, inference>;
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (forward_one<S, I>(p, x, y, pass), ...);
        }(std::make_index_sequence<S::count>{});
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
        return (std::size_t{0} + ... + link<list, In, J>::type::state);
    }(std::make_index_sequence<I>{});

    template <class T>
    static constexpr region<T> at(region<T> arena, memory offset, std::size_t samples) {
        return {arena.per_sample + offset.per_sample * samples, arena.per_call + offset.per_call};
    }

    // The result before step I (its input), for I = count the last output; under the shape that the reader sees.
    template <class S, std::size_t I, class T, class X, class Y>
    static constexpr auto result_before(X x, Y y, region<T> arena) {
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
                return view_like<Out, const T>(arena.per_sample + where.offset * x.samples(), x);
            }
        }
    }

    template <class S, std::size_t I, class P, class X, class Y, class Pass>
    INLAY_INLINE static constexpr void forward_one(const P& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        using B = typename S::template layer<I>;
        constexpr const auto& plan = S::plan;
        constexpr const layer_facts& fact = S::facts[I];
        constexpr bool nothing_to_do = plan.activation[I].shared && (fact.is_view || (!Pass::training && fact.training_only));
        if constexpr (!nothing_to_do) {
            const std::size_t n = x.samples();
            const auto& own = in_slot<S::first[I]>(p);
            if constexpr (Pass::training) {
                B::forward(own, result_before<S, I, T>(x, y, pass.cache), writable<S, I>(x, y, pass.cache),
                           training_pass<T>{at(pass.cache, plan.forward_scratch[I], n), at(pass.cache, plan.cache[I], n), pass.generator, pass.penalty, pass.mask});
            } else {
                const auto from = result_before<S, I, T>(x, y, pass.scratch);
                const auto to = writable<S, I>(x, y, pass.scratch);
                const region<T> scratch = at(pass.scratch, plan.forward_scratch[I], n);
                if constexpr (Pass::streaming) {
                    B::forward(own, from, to, streaming_pass<T>{scratch, pass.state + state_before<S::first[I]> * n, pass.mask});
                } else {
                    B::forward(own, from, to, inference_pass<T>{scratch, pass.mask});
                }
            }
        }
    }

    template <class S, std::size_t I, class T, class X, class Y>
    static constexpr auto writable(X x, Y y, region<T> arena) {
        using Out = typename S::template layer<I>::output;
        constexpr spot where = S::plan.activation[I];
        if constexpr (where.who == owner::output) {
            return view_like<Out, T>(y.data(), x);
        } else {
            return view_like<Out, T>(arena.per_sample + where.offset * x.samples(), x);
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
                at(pass.cache, plan.backward_scratch[I], n), at(pass.cache, plan.cache[I], n), x, y, pass.mask};
            training::template layer<I>::backward(in_slot<training::first[I]>(p), gradient_behind<I, T>(dy, pass.cache),
                                                  gradient_before<I, Last, T>(dy, dx, pass.cache), in_slot<training::first[I]>(dp), inner);
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
                return view_like<Out, const T>(pass.cache.per_sample + where.offset * like.samples(), like);
            }
        }
    }

    // The gradient with respect to step I's output.
    template <std::size_t I, class T, class DY>
    static constexpr auto gradient_behind(DY dy, region<T> arena) {
        using Out = typename training::template layer<I>::output;
        if constexpr (I + 1 == training::count) {
            return dy;
        } else if constexpr (training::plan.gradient[I + 1].who == owner::output) {
            return view_like<Out, const T>(dy.data(), dy);
        } else {
            return view_like<Out, const T>(arena.per_sample + training::plan.gradient[I + 1].offset * dy.samples(), dy);
        }
    }

    // The gradient with respect to step I's input.
    template <std::size_t I, std::size_t Last, class T, class DY, class DX>
    static constexpr auto gradient_before(DY dy, DX dx, region<T> arena) {
        if constexpr (I == 0) {
            return dx;
        } else if constexpr (I == Last && !wanted<DX>) {
            return discard{};
        } else {
            using Before = typename training::template layer<I>::input;
            return view_like<Before, T>(arena.per_sample + training::plan.gradient[I].offset * dy.samples(), dy);
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
