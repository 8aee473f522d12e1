// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>

namespace inlay::inline INLAY_ABI {

/// The parameters of a layer that has none.
struct no_parameters {
    static constexpr void leaves(auto&&, auto&...) {}
    friend constexpr bool operator==(const no_parameters&, const no_parameters&) = default;
};

/// Base of a bound layer: every optional part of the Layer contract, at its default. A layer states what differs.
template <Shape In, Shape Out>
struct bound_layer {
    using input = In;
    using output = Out;
    template <class T>
    using parameters = no_parameters;

    static constexpr keep keeps = keep::nothing;  ///< what backward reads of forward's input and output
    static constexpr memory cache{};              ///< what forward writes for backward
    static constexpr memory inference_scratch{};  ///< used within forward, in inference
    static constexpr memory training_scratch{};   ///< used within forward and within backward, in training
    static constexpr bool in_place = false;       ///< y may be x's memory and dx may be dy's
    static constexpr bool is_view = false;        ///< y is x under another shape: nothing to do or to store
    static constexpr bool training_only = false;  ///< inference leaves the layer out
    static constexpr bool stochastic = false;     ///< training draws random numbers
    static constexpr bool couples_samples = false;  ///< in training, what a sample gives depends on the others of its batch
    static constexpr bool reads_mask = false;     ///< treats time steps that the pass's mask leaves out otherwise
    static constexpr std::uint64_t flops = 0;     ///< of forward, per sample; a multiply-add counts two

    static constexpr bool infers_in_place = false;  ///< in inference y may be x's memory
    /// In inference forward_onto<Function>(p, x, addend, y, pass) gives y = Function(layer(x) + addend) at once.
    static constexpr bool adds = false;
    static constexpr bool adds_in_place = false;  ///< the addend may be y's memory

    static constexpr std::size_t state = 0;  ///< elements per sample that live from one time step to the next
    static constexpr bool streams = false;   ///< every time step is treated alike: may run over a part of a sequence

    /// The layer takes Next, the bound layer behind it, into its own kernels: `with<Next>` is the bound layer that does
    /// both at once, with the same parameters<T> as this one.
    template <class Next, bool Training>
    static constexpr bool absorbs = false;
};

namespace detail {
template <class L, class In>
concept Bindable = requires { typename L::template on<In>; };
// A layer made of layers is bound under its own name, so that functions and messages carry that and not the list.
template <class L, class In>
concept BindableByName = Bindable<L, In> && requires { typename L::template on_as<L, In>; };

template <class L, class In>
struct binder {};
template <class L, class In>
    requires Bindable<L, In>
struct binder<L, In> {
    using type = typename L::template on<In>;
};
template <class L, class In>
    requires BindableByName<L, In>
struct binder<L, In> {
    using type = typename L::template on_as<L, In>;
};
}  // namespace detail

/// The layer L bound to the input shape In.
template <class L, class In>
using bind = typename detail::binder<L, In>::type;

/// Satisfied by a recipe L that can be bound to the input shape In: L::on<In> exists. The bound layer gives
///
///     input, output                 shapes of one sample
///     parameters<T>                 aggregate of tensors with leaves(visit, p...), the one list of them
///     forward(p, x, y, pass)        y overwritten, p const, nothing allocated
///     backward(p, dy, dx, dp, pass) dx overwritten (or a discard: then not computed), dp accumulated
///     the constants of bound_layer
///
/// x, y, dx and dy are views of n samples. L itself gives `name`, and `settings(visit)` which calls
/// visit("keras_name", value) for each template argument.
template <class L, class In>
concept Layer = Shape<In> && requires {
    { L::name } -> std::convertible_to<const char*>;
    typename bind<L, In>;
    requires Shape<typename bind<L, In>::output>;
    requires std::same_as<typename bind<L, In>::input, In>;
};

}  // namespace inlay::inline INLAY_ABI
