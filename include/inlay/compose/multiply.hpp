// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/compose/branches.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

/// y = the product, element by element, of what its layers make of x, Keras' Multiply: gates and squeeze-and-excitation.
/// Each layer gets x; all give the same shape. Without layers it merges the parts of shapes<...>.
template <class... Ls>
struct multiply {
    static constexpr const char* name = "multiply";
    using advice = advice::each_branch_must_take_the_input_and_all_must_give_the_same_shape;
    static constexpr void settings(auto&&) {}
    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = multiply<New...>;

    template <detail::Branching<layers, detail::merging::multiply, sizeof...(Ls) == 0> In>
    using on = detail::bound_branches<detail::merging::multiply, multiply, In, sizeof...(Ls) == 0>;
};

}  // namespace inlay::inline INLAY_ABI
