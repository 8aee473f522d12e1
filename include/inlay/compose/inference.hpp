// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/composite.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/tensor.hpp>
#include <type_traits>
#include <utility>

namespace inlay::inline INLAY_ABI {

namespace detail {

/// Layers made of layers say how they are made of others: `with_layers<New...>`.
template <class L>
concept Rewritable = requires { typename L::template with_layers<no_parameters>; };

/// A bound layer that multiplies and shifts channels by numbers which inference knows: batch_norm. It gives
/// affine_of(p, scale, shift), the numbers for the channels of the last extent.
template <class B>
concept Folding = requires { requires B::folds; };

/// A recipe whose outputs can be multiplied and shifted in its parameters: the layer `with_bias` does that, and the bound layer gives
/// scale_outputs(from, scale, shift, to), to being the parameters of that.
template <class L>
concept Foldable = requires { typename L::with_bias; };

/// Which layers of a sequence inference keeps, and which batch normalisation goes into each.
template <std::size_t Count>
struct rewriting {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t count;
    std::array<std::size_t, Count> from, folded, now_at;
};

template <class List, class In>
inline constexpr auto rewriting_of = []<std::size_t... I>(std::index_sequence<I...>) {
    constexpr std::size_t n = List::count;
    constexpr std::array<bool, n> left_out{link<List, In, I>::type::training_only...}, folding{Folding<typename link<List, In, I>::type>...},
        foldable{(Foldable<typename recipe<List, I>::type> && List::owners[I] == I && !List::repeats(I))...};
    rewriting<n> r{};
    for (std::size_t i = 0; i < n; ++i) {
        const bool folds = folding[i] && r.count > 0 && foldable[r.from[r.count - 1]] && r.folded[r.count - 1] == r.none && !List::repeats(i) &&
                           List::owners[i] == i;
        if (folds) r.folded[r.count - 1] = i;
        r.now_at[i] = r.count;
        if (folds || left_out[i]) continue;
        r.from[r.count] = i;
        r.folded[r.count] = r.none;
        ++r.count;
    }
    return r;
}(std::make_index_sequence<List::count>{});

/// Leaves every layer the form that it has.
struct no_rewrite {
    template <class L, class In>
    using form = L;
};

/// The layer L on In as inference runs it.
template <class L, class In, class Rewrite>
struct rewritten {
    using type = typename Rewrite::template form<L, In>;
};

/// Layer K of what is left of a sequence.
template <class List, class In, class Rewrite, std::size_t K>
struct rewritten_at {
    static constexpr const auto& r = rewriting_of<List, In>;
    using old = nth_layer<List, r.from[K]>;
    using old_input = typename link<List, In, r.from[K]>::type::input;
    using type = decltype([] {
        if constexpr (repeated_layer<old> != r.none) {
            return std::type_identity<again<r.now_at[repeated_layer<old>]>>{};
        } else if constexpr (r.folded[K] != r.none) {
            return std::type_identity<typename rewritten<typename old::with_bias, old_input, Rewrite>::type>{};
        } else {
            return std::type_identity<typename rewritten<old, old_input, Rewrite>::type>{};
        }
    }())::type;
};

template <class L, class In>
concept Branched = Rewritable<L> && requires { requires bind<L, In>::side_by_side; };
template <class L, class In>
concept Sequenced = Rewritable<L> && !Branched<L, In> && (rewriting_of<typename L::layers, In>.count > 0);

template <class L, class In, class Rewrite>
    requires Sequenced<L, In>
struct rewritten<L, In, Rewrite> {
    using list = typename L::layers;
    using type = decltype([]<std::size_t... K>(std::index_sequence<K...>) {
        return std::type_identity<typename L::template with_layers<typename rewritten_at<list, In, Rewrite, K>::type...>>{};
    }(std::make_index_sequence<rewriting_of<list, In>.count>{}))::type;
};
template <class L, class In, class Rewrite>
    requires Branched<L, In>
struct rewritten<L, In, Rewrite> {
    using list = typename L::layers;
    template <std::size_t I>
    using one = std::conditional_t<list::owners[I] == I, typename rewritten<nth_layer<list, I>, typename bind<L, In>::template inner<I>::input, Rewrite>::type,
                                   nth_layer<list, I>>;
    using type = decltype([]<std::size_t... I>(std::index_sequence<I...>) {
        return std::type_identity<typename L::template with_layers<one<I>...>>{};
    }(std::make_index_sequence<list::count>{}))::type;
};

/// Parameters of L on In to those of what inference runs.
template <class L, class In, class Rewrite, class P, class Q>
constexpr void convert_parameters(const P& from, Q& to) {
    if constexpr (Sequenced<L, In>) {
        using list = typename L::layers;
        constexpr const auto& r = rewriting_of<list, In>;
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            (
                [&] {
                    constexpr std::size_t i = r.from[K];
                    using B = typename link<list, In, i>::type;
                    if constexpr (r.folded[K] != r.none) {
                        using N = typename link<list, In, r.folded[K]>::type;
                        using T = typename std::remove_cvref_t<decltype(in_slot<K>(to).bias)>::value_type;
                        tensor<T, shape<last_extent<typename B::output>>> scale, shift;
                        N::affine_of(in_slot<r.folded[K]>(from), scale.data(), shift.data());
                        using New = typename rewritten_at<list, In, Rewrite, K>::type;
                        if constexpr (std::is_same_v<New, typename nth_layer<list, i>::with_bias>) {
                            B::scale_outputs(in_slot<i>(from), scale.data(), shift.data(), in_slot<K>(to));
                        } else {
                            New::template convert<typename B::input>(in_slot<i>(from), in_slot<K>(to));
                            bind<New, typename B::input>::scale_outputs(in_slot<K>(to), scale.data(), shift.data(), in_slot<K>(to));
                        }
                    } else if constexpr (list::owners[i] == i) {
                        convert_parameters<nth_layer<list, i>, typename B::input, Rewrite>(in_slot<i>(from), in_slot<K>(to));
                    }
                }(),
                ...);
        }(std::make_index_sequence<r.count>{});
    } else if constexpr (Branched<L, In>) {
        using list = typename L::layers;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (
                [&] {
                    if constexpr (list::owners[I] == I) {
                        convert_parameters<nth_layer<list, I>, typename bind<L, In>::template inner<I>::input, Rewrite>(in_slot<I>(from), in_slot<I>(to));
                    }
                }(),
                ...);
        }(std::make_index_sequence<list::count>{});
    } else if constexpr (!std::is_same_v<typename rewritten<L, In, Rewrite>::type, L>) {
        rewritten<L, In, Rewrite>::type::template convert<In>(from, to);
    } else if constexpr (!std::is_same_v<Q, no_parameters>) {
        to = from;
    }
}

template <Shape S>
struct input_of {
    using shape_type = S;
};
template <Shape S>
inline constexpr bool is_input<input_of<S>> = true;

template <class Net, class Rewrite, class Indices>
struct inference_layers;
template <class Net, class Rewrite, std::size_t... K>
struct inference_layers<Net, Rewrite, std::index_sequence<K...>> {
    using type = sequential<input_of<typename Net::input_shape>, typename rewritten_at<typename Net::layers, typename Net::input_shape, Rewrite, K>::type...>;
};

}  // namespace detail

/// What inference runs of a network, as a network of its own: layers that only training needs are gone, and batch normalisations are
/// folded into the dense, convolutional or depthwise layer before them. (Element-wise layers run within the kernels before them, and
/// reshapes are nothing, in every network.) Its parameters come from inference_parameters.
///
///     nn::inference_t<net>      static_assert(nn::cost<nn::inference_t<net>>.flops <= nn::cost<net>.flops)
///     nn::inference_t<net, nn::winograd>
///
/// A Rewrite gives further layers another form: Rewrite::form<L, In> is the recipe for L on In, L itself where it stays. Another recipe
/// has convert<In>(from, to), from L's parameters to its own.
template <Network Net, class Rewrite = detail::no_rewrite>
struct inference_t
    : detail::inference_layers<Net, Rewrite, std::make_index_sequence<detail::rewriting_of<typename Net::layers, typename Net::input_shape>.count>>::type {};

/// The parameters of inference_t<Net, Rewrite>: `to` is overwritten. A folded batch normalisation is exact but for rounding.
template <Network Net, class Rewrite = detail::no_rewrite, class T>
constexpr void inference_parameters(const parameters<Net, T>& from, parameters<inference_t<Net, Rewrite>, T>& to) {
    detail::convert_parameters<Net, typename Net::input_shape, Rewrite>(from, to);
}

}  // namespace inlay::inline INLAY_ABI
