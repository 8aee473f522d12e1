// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <type_traits>
#include <utility>

/// What layers made of layers have in common. Their recipe lists the layers as `layers`; bound, `inner<I>` is the I-th of them bound
/// to what it gets, and `parameters<T>` is composite_parameters.
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

/// What lies at a path of slots.
template <class P>
INLAY_INLINE constexpr P& at_path(P& p, path<>) {
    return p;
}
template <class P, std::size_t I, std::size_t... Rest>
INLAY_INLINE constexpr auto& at_path(P& p, path<I, Rest...>) {
    return at_path(in_slot<I>(p), path<Rest...>{});
}

/// What slot I of a bound composite holds: nothing where its layer uses the parameters of another.
template <class Bound, std::size_t I, class T>
struct slot_contents {
    using type = typename Bound::template inner<I>::template parameters<T>;
};
template <class Bound, std::size_t I, class T>
    requires(Bound::template owner_of<I> != I)
struct slot_contents<Bound, I, T> {
    static_assert(std::is_same_v<typename Bound::template inner<I>::template parameters<T>,
                                 typename Bound::template inner<Bound::template owner_of<I>>::template parameters<T>>,
                  "inlay: again<N> gets another shape than layer N, for which that layer has parameters of other shapes");
    using type = no_parameters;
};
template <class Bound, std::size_t I, class T>
using parameters_in_slot = typename slot_contents<Bound, I, T>::type;

template <class Self, class In, class T, class Indices>
struct composite_slots;
template <class Self, class In, class T, std::size_t... I>
struct composite_slots<Self, In, T, std::index_sequence<I...>> : slot<I, parameters_in_slot<bind<Self, In>, I, T>>... {
    friend constexpr bool operator==(const composite_slots&, const composite_slots&) = default;
};

/// The parameters of a layer made of layers named Self: a type of its own, so that functions are not named after all its slots.
template <class Self, class In, class T>
struct composite_parameters : composite_slots<Self, In, T, std::make_index_sequence<Self::layers::count>> {
    static constexpr void leaves(auto&& visit, auto&... p) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (leaves_of<I>(visit, p...), ...);
        }(std::make_index_sequence<Self::layers::count>{});
    }
    friend constexpr bool operator==(const composite_parameters&, const composite_parameters&) = default;

private:
    template <std::size_t I>
    static constexpr void leaves_of(auto& visit, auto&... p) {
        visit.enter(I, nth_layer<typename Self::layers, I>::name);
        parameters_in_slot<bind<Self, In>, I, T>::leaves(visit, in_slot<I>(p)...);
        visit.leave();
    }
};

/// What a layer made of layers is, by what these are.
struct composite_facts {
    bool stochastic, couples_samples, reads_mask, streams;
    std::size_t state;
    std::uint64_t flops;
};
template <class... Bound>
consteval composite_facts facts_of() {
    return {(Bound::stochastic || ...), (Bound::couples_samples || ...), (Bound::reads_mask || ...), (Bound::streams && ...),
            (std::size_t{0} + ... + Bound::state), (std::uint64_t{0} + ... + (Bound::training_only ? 0 : Bound::flops))};
}

/// So many elements that what lies behind them starts aligned, if what lies there fills a vector at all.
constexpr std::size_t padded(std::size_t elements) {
    constexpr std::size_t align = INLAY_VECTOR_BYTES > sizeof(float) ? INLAY_VECTOR_BYTES / sizeof(float) : 1;
    return elements >= align ? (elements + align - 1) / align * align : elements;
}

/// A kept view for a layer that asks for it, absent for one that does not.
template <bool Kept, class V>
constexpr auto only_if(const V& v) {
    if constexpr (Kept) {
        return v;
    } else {
        return absent{};
    }
}

}  // namespace inlay::inline INLAY_ABI::detail

namespace inlay::inline INLAY_ABI {

/// The parameters of layer Position of a network, or of a layer made of layers: parts of one network serve another.
///
///     nn::layer_parameters<0>(generator.parameters()) = nn::layer_parameters<2>(autoencoder.parameters());
template <std::size_t Position, class P>
constexpr auto& layer_parameters(P& p) {
    return detail::in_slot<Position>(p);
}

}  // namespace inlay::inline INLAY_ABI
