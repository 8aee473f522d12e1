// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/plan.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <utility>

namespace inlay::inline INLAY_ABI::detail {

template <std::size_t I, class L>
struct listed {
    using type = L;
};
template <class Indices, class... Ls>
struct listing;
template <std::size_t... I, class... Ls>
struct listing<std::index_sequence<I...>, Ls...> : listed<I, Ls>... {};
template <std::size_t I, class L>
listed<I, L> find(const listed<I, L>*);

/// Layers by position, without recursion.
template <class... Ls>
struct layer_list : listing<std::index_sequence_for<Ls...>, Ls...> {
    static constexpr std::size_t count = sizeof...(Ls);
};
template <class List, std::size_t I>
using nth_layer = typename decltype(find<I>(static_cast<const List*>(nullptr)))::type;

/// Layer I of the list bound to the shape that reaches it from In: `type` and `output`.
template <class List, class In, std::size_t I>
struct link : checked<I, nth_layer<List, I>, typename link<List, In, I - 1>::output> {};
template <class List, class In>
struct link<List, In, 0> : checked<0, nth_layer<List, 0>, In> {};

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

/// The first Count layers of a sequential named Self, bound to the input shape In: itself a bound layer. Its arena is
/// its cache in training and its scratch in inference, so that a sequential within another needs nothing of its own.
template <class Self, class In, std::size_t Count = Self::layers::count>
struct chain {
    using list = typename Self::layers;
    template <std::size_t I>
    using layer = typename link<list, In, I>::type;

    using input = In;
    using output = typename link<list, In, Count - 1>::output;
    template <class T>
    using parameters = chain_parameters<Self, In, T>;

    static constexpr std::size_t count = Count;
    static constexpr std::array<layer_facts, Count> facts = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<layer_facts, Count>{layer_facts{layer<I>::output::size, layer<I>::keeps, layer<I>::cache,
                                                          layer<I>::inference_scratch, layer<I>::training_scratch,
                                                          layer<I>::in_place, layer<I>::is_view,
                                                          layer<I>::training_only}...};
    }(std::make_index_sequence<Count>{});

    static constexpr std::size_t align = INLAY_VECTOR_BYTES > sizeof(float) ? INLAY_VECTOR_BYTES / sizeof(float) : 1;
    static constexpr arena_plan<Count> inference_plan = plan_inference(facts, align);
    static constexpr arena_plan<Count> training_plan = plan_training(facts, align);

    static constexpr keep keeps = static_cast<keep>((training_plan.keeps_input ? 1 : 0) | (training_plan.keeps_output ? 2 : 0));
    static constexpr memory cache = training_plan.total;
    static constexpr memory inference_scratch = inference_plan.total;
    static constexpr memory training_scratch{};
    static constexpr bool in_place = false, is_view = false, training_only = false;
    static constexpr std::uint64_t flops = []<std::size_t... I>(std::index_sequence<I...>) {
        return (std::uint64_t{0} + ... + layer<I>::flops);
    }(std::make_index_sequence<Count>{});

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (forward_one<I>(p, x, y, pass), ...);
        }(std::make_index_sequence<Count>{});
    }

    template <class W, class DY, class DX, class G, class Pass>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const Pass& pass) {
        constexpr std::size_t last = wanted<DX> ? 0 : first_with_parameters;
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (backward_one<Count - 1 - I, last>(p, dy, dx, dp, pass), ...);
        }(std::make_index_sequence<Count - last>{});
    }

private:
    // Without a wanted dx, nothing needs the gradients below the first layer that has parameters.
    static constexpr std::size_t first_with_parameters = []<std::size_t... I>(std::index_sequence<I...>) {
        std::size_t first = Count;
        ((first == Count && !std::is_empty_v<typename layer<I>::template parameters<float>> ? first = I : 0), ...);
        return first;
    }(std::make_index_sequence<Count>{});

    template <class T>
    static constexpr region<T> at(region<T> arena, memory offset, std::size_t samples) {
        return {arena.per_sample + offset.per_sample * samples, arena.per_call + offset.per_call};
    }

    // The result before layer I (its input), for I = Count the last output; under the shape S that the reader sees.
    template <std::size_t I, const arena_plan<Count>& Plan, class T, class X, class Y>
    static constexpr auto result_before(X x, Y y, region<T> arena) {
        if constexpr (I == 0) {
            return x;
        } else {
            using S = typename link<list, In, I - 1>::output;
            constexpr spot where = Plan.activation[I - 1];
            if constexpr (where.who == owner::input) {
                return view_like<S, const T>(x.data(), x);
            } else if constexpr (where.who == owner::output) {
                return view_like<S, const T>(y.data(), x);
            } else {
                return view_like<S, const T>(arena.per_sample + where.offset * x.samples(), x);
            }
        }
    }

    template <std::size_t I, class W, class X, class Y, class Pass>
    INLAY_INLINE static constexpr void forward_one(const parameters<W>& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        if constexpr (Pass::training) {
            constexpr const arena_plan<Count>& plan = training_plan;
            if constexpr (!(plan.activation[I].shared && facts[I].is_view)) {
                const std::size_t n = x.samples();
                layer<I>::forward(in_slot<I>(p), result_before<I, plan, T>(x, y, pass.cache),
                                  writable<I, plan>(x, y, pass.cache),
                                  training_pass<T>{at(pass.cache, plan.forward_scratch[I], n),
                                                   at(pass.cache, plan.cache[I], n), pass.generator});
            }
        } else {
            constexpr const arena_plan<Count>& plan = inference_plan;
            if constexpr (!(plan.activation[I].shared && (facts[I].is_view || facts[I].training_only))) {
                layer<I>::forward(in_slot<I>(p), result_before<I, plan, T>(x, y, pass.scratch),
                                  writable<I, plan>(x, y, pass.scratch),
                                  inference_pass<T>{at(pass.scratch, plan.forward_scratch[I], x.samples())});
            }
        }
    }

    template <std::size_t I, const arena_plan<Count>& Plan, class T, class X, class Y>
    static constexpr auto writable(X x, Y y, region<T> arena) {
        using S = typename layer<I>::output;
        constexpr spot where = Plan.activation[I];
        if constexpr (where.who == owner::output) {
            return view_like<S, T>(y.data(), x);
        } else {
            return view_like<S, T>(arena.per_sample + where.offset * x.samples(), x);
        }
    }

    template <std::size_t I, std::size_t Last, class W, class DY, class DX, class G, class Pass>
    INLAY_INLINE static constexpr void backward_one(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp,
                                                    const Pass& pass) {
        using T = typename DY::value_type;
        constexpr const arena_plan<Count>& plan = training_plan;
        if constexpr (!(plan.gradient[I].shared && facts[I].is_view)) {
            const auto x = kept<keeps_input(facts[I].keeps), I, T>(pass, dy);
            const auto y = kept<keeps_output(facts[I].keeps), I + 1, T>(pass, dy);
            const std::size_t n = dy.samples();
            const backward_pass<T, std::remove_const_t<decltype(x)>, std::remove_const_t<decltype(y)>> inner{
                at(pass.cache, plan.backward_scratch[I], n), at(pass.cache, plan.cache[I], n), x, y};
            layer<I>::backward(in_slot<I>(p), gradient_behind<I, T>(dy, pass.cache),
                               gradient_before<I, Last, T>(dy, dx, pass.cache), in_slot<I>(dp), inner);
        }
    }

    template <bool Kept, std::size_t I, class T, class Pass, class Like>
    static constexpr auto kept(const Pass& pass, Like like) {
        if constexpr (!Kept) {
            return absent{};
        } else if constexpr (I == 0) {
            return pass.x;
        } else {
            using S = typename link<list, In, I - 1>::output;
            constexpr spot where = training_plan.activation[I - 1];
            if constexpr (where.who == owner::input) {
                return view_like<S, const T>(pass.x.data(), like);
            } else if constexpr (where.who == owner::output) {
                return view_like<S, const T>(pass.y.data(), like);
            } else {
                return view_like<S, const T>(pass.cache.per_sample + where.offset * like.samples(), like);
            }
        }
    }

    // The gradient with respect to layer I's output.
    template <std::size_t I, class T, class DY>
    static constexpr auto gradient_behind(DY dy, region<T> arena) {
        using S = typename layer<I>::output;
        if constexpr (I + 1 == Count) {
            return dy;
        } else if constexpr (training_plan.gradient[I + 1].who == owner::output) {
            return view_like<S, const T>(dy.data(), dy);
        } else {
            return view_like<S, const T>(arena.per_sample + training_plan.gradient[I + 1].offset * dy.samples(), dy);
        }
    }

    // The gradient with respect to layer I's input.
    template <std::size_t I, std::size_t Last, class T, class DY, class DX>
    static constexpr auto gradient_before(DY dy, DX dx, region<T> arena) {
        if constexpr (I == 0) {
            return dx;
        } else if constexpr (I == Last && !wanted<DX>) {
            return discard{};
        } else {
            using S = typename layer<I>::input;
            return view_like<S, T>(arena.per_sample + training_plan.gradient[I].offset * dy.samples(), dy);
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
