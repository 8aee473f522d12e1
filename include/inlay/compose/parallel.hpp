// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/compose/branches.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

/// Each part of shapes<...> through a layer of its own: what a network with several inputs begins with. parallel<encoder, again<0>>
/// sends two inputs through one encoder with shared weights.
template <class... Ls>
struct parallel {
    static constexpr const char* name = "parallel";
    using advice = advice::it_needs_as_many_inputs_as_it_has_layers;
    static constexpr void settings(auto&&) {}
    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = parallel<New...>;

    template <Shapes In>
        requires(In::parts == sizeof...(Ls)) && detail::Branching<In, layers, detail::merging::apart, true>
    using on = detail::bound_branches<detail::merging::apart, parallel, In, true>;
};

}  // namespace inlay::inline INLAY_ABI
