// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/compose/branches.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

/// What its layers make of x, side by side as shapes<...>: several outputs of one input. branch<pick<1>, pick<0>> exchanges two parts.
template <class... Ls>
struct branch {
    static_assert(sizeof...(Ls) > 0, "inlay: a branch has at least one layer");
    static constexpr const char* name = "branch";
    using advice = advice::see_its_documentation;
    static constexpr void settings(auto&&) {}
    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = branch<New...>;

    template <detail::Branching<layers, detail::merging::apart, false> In>
    using on = detail::bound_branches<detail::merging::apart, branch, In, false>;
};

}  // namespace inlay::inline INLAY_ABI
