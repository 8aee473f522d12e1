// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/again.hpp>
#include <inlay/compose/plan.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <type_traits>
#include <utility>

/// The layers of a sequential by position, and what of them runs as one.
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
    /// The layer whose recipe and parameters layer I uses: itself, or an earlier one.
    static constexpr std::array<std::size_t, count> owners = [] {
        std::array<std::size_t, count> at{repeated_layer<Ls>...};
        for (std::size_t i = 0; i < count; ++i) at[i] = at[i] == static_cast<std::size_t>(-1) ? i : at[i];
        return at;
    }();
    /// Whether a later layer uses the parameters of layer I too.
    static constexpr bool repeats(std::size_t i) {
        for (std::size_t k = i + 1; k < count; ++k) {
            if (owners[k] == i) return true;
        }
        return false;
    }
};
template <class List, std::size_t I>
using nth_layer = typename decltype(find<I>(static_cast<const List*>(nullptr)))::type;

/// What layer I does: its own recipe, or that of the layer it repeats.
template <class List, std::size_t I>
struct recipe {
    static_assert(List::owners[I] <= I && List::owners[List::owners[I]] == List::owners[I],
                  "inlay: again<N> repeats an earlier layer of the same list, counted from 0 without the input, that is not an again itself");
    using type = nth_layer<List, List::owners[I]>;
};

/// Layer I of the list bound to the shape that reaches it from In: `type` and `output`.
template <class List, class In, std::size_t I>
struct link : checked<I, typename recipe<List, I>::type, typename link<List, In, I - 1>::output> {};
template <class List, class In>
struct link<List, In, 0> : checked<0, typename recipe<List, 0>::type, In> {};

/// What layer I runs as: the bound layer of the step that it is the last of, so far, and that step's first layer. A step is a
/// layer and those behind it that it absorbs; inference leaves training-only layers to the step before them.
template <class List, class In, std::size_t I, bool Training>
struct step {
    using before = step<List, In, I - 1, Training>;
    using own = typename link<List, In, I>::type;
    static constexpr bool left_out = !Training && own::training_only;
    static constexpr bool joins = left_out || before::type::template absorbs<own, Training>;
    static constexpr std::size_t first = joins ? before::first : I;
    using type = decltype([] {
        if constexpr (left_out) {
            return std::type_identity<typename before::type>{};
        } else if constexpr (joins) {
            return std::type_identity<typename before::type::template with<own>>{};
        } else {
            return std::type_identity<own>{};
        }
    }())::type;
};
template <class List, class In, bool Training>
struct step<List, In, 0, Training> {
    using type = typename link<List, In, 0>::type;
    static constexpr std::size_t first = 0;
};

/// The steps of the first Layers layers, in inference or in training. Parted: see plan_training.
template <class List, class In, std::size_t Layers, bool Training, bool Parted = false>
struct steps {
    static constexpr std::array<std::size_t, Layers + 1> begins = []<std::size_t... I>(std::index_sequence<I...>) {
        std::array<std::size_t, Layers + 1> at{step<List, In, I, Training>::first...};
        at[Layers] = Layers;
        return at;
    }(std::make_index_sequence<Layers>{});
    static constexpr std::size_t count = [] {
        std::size_t n = 0;
        for (std::size_t i = 0; i < Layers; ++i) n += begins[i] == i;
        return n;
    }();
    static constexpr std::array<std::size_t, count + 1> first = [] {
        std::array<std::size_t, count + 1> at{};
        for (std::size_t i = 0, n = 0; i <= Layers; ++i) {
            if (begins[i] == i) at[n++] = i;
        }
        return at;
    }();
    template <std::size_t S>
    using layer = typename step<List, In, first[S + 1] - 1, Training>::type;

    static constexpr std::array<layer_facts, count> facts = []<std::size_t... S>(std::index_sequence<S...>) {
        return std::array<layer_facts, count>{layer_facts{layer<S>::output::size, layer<S>::keeps, layer<S>::cache,
                                                          layer<S>::inference_scratch, layer<S>::training_scratch,
                                                          layer<S>::in_place, layer<S>::is_view,
                                                          layer<S>::training_only}...};
    }(std::make_index_sequence<count>{});
    static constexpr std::size_t align = INLAY_VECTOR_BYTES > sizeof(float) ? INLAY_VECTOR_BYTES / sizeof(float) : 1;
    static constexpr arena_plan<count> plan = [] {
        if constexpr (Training) {
            return plan_training(facts, align, Parted);
        } else {
            return plan_inference(facts, align);
        }
    }();
};

}  // namespace inlay::inline INLAY_ABI::detail
