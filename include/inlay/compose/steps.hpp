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

// ---- the layers of layers in a row ---------------------------------------------------------------------------------------

/// A layer within sequentials within a sequential: the positions that lead to its parameters.
template <std::size_t... Positions>
struct path {};
template <class Path, class L>
struct placed {
    using where = Path;
    using type = L;
};
template <class... Ls>
struct run_of_layers {};
template <class... As, class... Bs>
run_of_layers<As..., Bs...> operator+(run_of_layers<As...>, run_of_layers<Bs...>);

/// Satisfied by a sequential without an input: it stands for its layers, and has no run of its own.
template <class L>
concept PlainSequence = requires { requires L::stands_for_its_layers; };

template <class Path, class L>
struct flattened {
    using type = run_of_layers<placed<Path, L>>;
};
template <class Path, class List, class Indices>
struct flattened_list;
template <std::size_t... Before, class List, std::size_t... I>
struct flattened_list<path<Before...>, List, std::index_sequence<I...>> {
    using type = decltype((run_of_layers<>{} + ... + typename flattened<path<Before..., List::owners[I]>, typename recipe<List, I>::type>::type{}));
};
template <class Path, PlainSequence L>
struct flattened<Path, L> : flattened_list<Path, typename L::layers, std::make_index_sequence<L::layers::count>> {};

template <class Run>
struct listed_run;
template <class... Ps>
struct listed_run<run_of_layers<Ps...>> {
    using type = layer_list<Ps...>;
};

/// The first Layers layers of a list, sequentials among them replaced by their layers: what runs, and what is planned, as a whole.
template <class List, std::size_t Layers>
using flat_list = typename listed_run<typename flattened_list<path<>, List, std::make_index_sequence<Layers>>::type>::type;

/// Where the parameters of layer I of a flat list lie.
template <class Flat, std::size_t I>
using parameter_path = typename nth_layer<Flat, I>::where;
/// Whether another layer of a flat list uses the parameters of the first.
template <class Flat>
inline constexpr bool repeats_first = []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::size_t{0} + ... + std::is_same_v<parameter_path<Flat, 0>, parameter_path<Flat, I>>) > 1;
}(std::make_index_sequence<Flat::count>{});

/// Layer I of a flat list bound to the shape that reaches it from In.
template <class Flat, class In, std::size_t I>
struct flat_link {
    using type = bind<typename nth_layer<Flat, I>::type, typename flat_link<Flat, In, I - 1>::type::output>;
};
template <class Flat, class In>
struct flat_link<Flat, In, 0> {
    using type = bind<typename nth_layer<Flat, 0>::type, In>;
};

// ---- what of them runs as one --------------------------------------------------------------------------------------------

/// What layer I runs as: the bound layer of the step that it is the last of, so far, and that step's first layer. A step is a
/// layer and those behind it that it absorbs; inference leaves training-only layers to the step before them.
template <class Flat, class In, std::size_t I, bool Training>
struct step {
    using before = step<Flat, In, I - 1, Training>;
    using own = typename flat_link<Flat, In, I>::type;
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
template <class Flat, class In, bool Training>
struct step<Flat, In, 0, Training> {
    using type = typename flat_link<Flat, In, 0>::type;
    static constexpr std::size_t first = 0;
};

/// The steps of a flat list, in inference or in training. Parted: see plan_training.
template <class Flat, class In, bool Training, bool Parted = false>
struct steps {
    static constexpr std::size_t layers = Flat::count;
    static constexpr std::array<std::size_t, layers + 1> begins = []<std::size_t... I>(std::index_sequence<I...>) {
        std::array<std::size_t, layers + 1> at{step<Flat, In, I, Training>::first...};
        at[layers] = layers;
        return at;
    }(std::make_index_sequence<layers>{});
    static constexpr std::size_t count = [] {
        std::size_t n = 0;
        for (std::size_t i = 0; i < layers; ++i) n += begins[i] == i;
        return n;
    }();
    static constexpr std::array<std::size_t, count + 1> first = [] {
        std::array<std::size_t, count + 1> at{};
        for (std::size_t i = 0, n = 0; i <= layers; ++i) {
            if (begins[i] == i) at[n++] = i;
        }
        return at;
    }();
    template <std::size_t S>
    using layer = typename step<Flat, In, first[S + 1] - 1, Training>::type;

    static constexpr std::array<layer_facts, count> facts = []<std::size_t... S>(std::index_sequence<S...>) {
        return std::array<layer_facts, count>{layer_facts{layer<S>::output::size, layer<S>::keeps, layer<S>::cache,
                                                          layer<S>::inference_scratch, layer<S>::training_scratch,
                                                          layer<S>::in_place || (!Training && layer<S>::infers_in_place), layer<S>::is_view,
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
