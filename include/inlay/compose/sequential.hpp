// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/compose/chain.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

/// The shape of one sample that a network takes: the first argument of its sequential.
template <std::size_t... Extents>
struct input {
    using shape_type = shape<Extents...>;
};

/// The shapes of several inputs: inputs<shape<28, 28, 1>, shape<5>>. One sample is all of them, one after the other; of several
/// samples see shapes.
template <class... Parts>
struct inputs {
    using shape_type = shapes<Parts...>;
};

namespace detail {
template <class>
inline constexpr bool is_input = false;
template <std::size_t... Extents>
inline constexpr bool is_input<input<Extents...>> = true;
template <class... Parts>
inline constexpr bool is_input<inputs<Parts...>> = true;
}  // namespace detail

/// Layers one after the other; each gets the shape that the one before it gives.
///
///     struct digits : sequential<input<28, 28, 1>, flatten, dense<128>, relu, dense<10>, softmax> {};   // a network
///     struct block : sequential<dense<64>, relu> {};                                                    // a layer
///
/// Give it a name by deriving, as above: functions, symbols and messages then carry the name and not the list. Without
/// an input it is a layer to be used within another sequential.
template <class... Ls>
struct sequential {
    static_assert(sizeof...(Ls) > 0, "inlay: a sequential has at least one layer");
    static constexpr const char* name = "sequential";
    static constexpr void settings(auto&&) {}

    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = sequential<New...>;
    static constexpr bool stands_for_its_layers = true;
    /// What its last layer gives: a block that ends in a sigmoid gives probabilities.
    static constexpr scores gives = detail::given_scores<typename detail::recipe<layers, sizeof...(Ls) - 1>::type>;
    template <Shape In>
    using on = detail::chain<sequential, In>;
    template <class Self, Shape In>
    using on_as = detail::chain<Self, In>;
};

template <class Input, class... Ls>
    requires detail::is_input<Input>
struct sequential<Input, Ls...> {
    static_assert(Shape<typename Input::shape_type>, "inlay: an input has no zero extent");
    static_assert(sizeof...(Ls) > 0, "inlay: a sequential has at least one layer behind its input");

    static constexpr const char* name = "sequential";
    static constexpr void settings(auto&&) {}

    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = sequential<Input, New...>;
    using input_shape = typename Input::shape_type;
    /// Shape of one prediction. Asking for it here has the shapes checked where the network is defined.
    using output_shape = typename detail::link<layers, input_shape, sizeof...(Ls) - 1>::output;

    template <Shape In>
        requires std::same_as<In, input_shape>
    using on = detail::chain<sequential, In, layers::count, true>;
    template <class Self, Shape In>
        requires std::same_as<In, input_shape>
    using on_as = detail::chain<Self, In, layers::count, true>;
};

/// Satisfied by a named sequential that starts with an input.
template <class Net>
concept Network = Shape<typename Net::input_shape> && Shape<typename Net::output_shape>;

/// The network bound to its own input: what inference, training and archives walk over.
template <Network Net>
using bound_network = bind<Net, typename Net::input_shape>;

/// All parameters of a network, a plain aggregate; so are its gradients and an optimiser's moments. An object of a
/// large network is too big for the stack: hold it in a model, in static storage or on the heap.
template <Network Net, class T = float>
using parameters = typename bound_network<Net>::template parameters<T>;

}  // namespace inlay::inline INLAY_ABI
