// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/compose/branches.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

/// What its layers make of x, one after the other along the last axis: Keras' Concatenate with its default axis. Each layer gets x; the
/// shapes that they give differ in the last extent alone. Without layers it merges the parts of shapes<...>.
template <class... Ls>
struct concatenate {
    static constexpr const char* name = "concatenate";
    using advice = advice::each_branch_must_take_the_input_and_differ_in_the_last_extent_alone;
    static constexpr void settings(auto&&) {}
    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = concatenate<New...>;

    template <detail::Branching<layers, detail::merging::concatenate, sizeof...(Ls) == 0> In>
    using on = detail::bound_branches<detail::merging::concatenate, concatenate, In, sizeof...(Ls) == 0>;
};

}  // namespace inlay::inline INLAY_ABI
