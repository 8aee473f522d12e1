// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view_layer.hpp>
#include <inlay/simd/map.hpp>
#include <utility>

/// What layers side by side get and give, and how it goes together.
namespace inlay::inline INLAY_ABI::detail {

/// What becomes of the results of all branches. `apart` leaves them side by side, as shapes<...>.
enum class merging : unsigned char { add, average, multiply, maximum, concatenate, apart };

/// Two results of one place (packs).
template <merging How>
constexpr auto merge_values(auto a, auto b) {
    if constexpr (How == merging::multiply) {
        return a * b;
    } else if constexpr (How == merging::maximum) {
        return select(b > a, b, a);
    } else {
        return a + b;
    }
}

/// Width columns of so many rows, which lie so many elements apart.
template <std::size_t Width, class T>
constexpr void copy_columns(const T* from, std::size_t from_line, T* to, std::size_t to_line, std::size_t rows) {
    for (std::size_t r = 0; r < rows; ++r) simd::map(simd::fixed<Width>{}, [](auto a) { return a; }, to + r * to_line, from + r * from_line);
}

/// Branch I of a list on In, or on the I-th part of In. An empty list leaves the parts as they are.
template <class List, class In, std::size_t I, bool Split>
struct branch_at {
    using input = In;
    using type = bind<typename recipe<List, I>::type, In>;
};
template <class List, class In, std::size_t I>
struct branch_at<List, In, I, true> {
    using input = part_shape<In, I>;
    using type = bind<typename recipe<List, I>::type, input>;
};
template <class In, std::size_t I>
struct branch_at<layer_list<>, In, I, true> {
    using input = part_shape<In, I>;
    using type = view_layer<input, input>;
};

template <class Shape, std::size_t Last>
struct with_last_extent;
template <std::size_t... Extents, std::size_t Last>
struct with_last_extent<shape<Extents...>, Last> {
    using type = decltype([]<std::size_t... I>(std::index_sequence<I...>) {
        return shape<(I + 1 == sizeof...(Extents) ? Last : shape<Extents...>::dims[I])...>{};
    }(std::make_index_sequence<sizeof...(Extents)>{}));
};

/// The shape that merged results have: no `type` where they do not go together.
template <merging How, class... Outs>
struct merged {};
template <merging How, class First, class... Outs>
    requires(How < merging::concatenate && (std::same_as<First, Outs> && ...))
struct merged<How, First, Outs...> {
    using type = First;
};
template <class First, class... Outs>
    requires((First::rank > 0) && ... &&
             std::same_as<typename with_last_extent<First, 1>::type, typename with_last_extent<Outs, 1>::type>)
struct merged<merging::concatenate, First, Outs...> {
    using type = typename with_last_extent<First, (last_extent<First> + ... + last_extent<Outs>)>::type;
};
template <class... Outs>
    requires((Outs::rank > 0) && ...)
struct merged<merging::apart, Outs...> {
    using type = shapes<Outs...>;
};

template <merging How, class List, class In, bool Split, class Indices>
struct merged_branches {};
template <merging How, class List, class In, bool Split, std::size_t... I>
    requires(List::count > 0) && (Layer<typename recipe<List, I>::type, typename branch_at<List, In, I, Split>::input> && ...)
struct merged_branches<How, List, In, Split, std::index_sequence<I...>> : merged<How, typename branch_at<List, In, I, Split>::type::output...> {};
template <merging How, class In, std::size_t... I>
struct merged_branches<How, layer_list<>, In, true, std::index_sequence<I...>> : merged<How, part_shape<In, I>...> {};

template <class List, class In>
inline constexpr std::size_t branch_count = List::count;
template <Shapes In>
inline constexpr std::size_t branch_count<layer_list<>, In> = In::parts;

template <merging How, class List, class In, bool Split>
using merged_output = typename merged_branches<How, List, In, Split, std::make_index_sequence<branch_count<List, In>>>::type;

/// Satisfied where every branch takes its input and the results go together.
template <class In, class List, merging How, bool Split>
concept Branching = Shape<In> && requires { typename merged_output<How, List, In, Split>; };

}  // namespace inlay::inline INLAY_ABI::detail
