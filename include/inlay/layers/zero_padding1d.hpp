// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/frame.hpp>

namespace inlay::inline INLAY_ABI {

/// Zeros before and behind a sequence, Keras' ZeroPadding1D: zero_padding1d<1> on both sides, zero_padding1d<before, behind>.
///
///     in           shape<Steps, Features>
///     out          shape<Steps + before + behind, Features>
template <auto... Amounts>
struct zero_padding1d {
    static_assert(detail::are_edges<1, Amounts...>(), "inlay: zero_padding1d takes one number, or two: before and behind");
    static constexpr detail::edges around = detail::edges_of<1>(Amounts...);
    static constexpr const char* name = "zero_padding1d";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) { detail::edge_settings(visit, "padding", 1, around); }

    template <Shape In>
        requires(In::rank == 2)
    struct on : detail::bound_frame<In, typename detail::framed<In, around, true>::type, detail::framed<In, around, true>::size, true> {};
};

}  // namespace inlay::inline INLAY_ABI
