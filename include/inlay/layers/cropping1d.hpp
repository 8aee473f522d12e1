// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/frame.hpp>

namespace inlay::inline INLAY_ABI {

/// A sequence without its first and last steps, Keras' Cropping1D: cropping1d<1> on both sides, cropping1d<before, behind>.
///
///     in           shape<Steps, Features>
///     out          shape<Steps - before - behind, Features>
template <auto... Amounts>
struct cropping1d {
    static_assert(detail::are_edges<1, Amounts...>(), "inlay: cropping1d takes one number, or two: before and behind");
    static constexpr detail::edges around = detail::edges_of<1>(Amounts...);
    static constexpr const char* name = "cropping1d";
    using advice = advice::it_must_leave_something_of_the_picture;
    static constexpr void settings(auto&& visit) { detail::edge_settings(visit, "cropping", 1, around); }

    template <Shape In>
        requires(In::rank == 2 && requires { typename detail::framed<In, around, false>::type; })
    struct on : detail::bound_frame<In, typename detail::framed<In, around, false>::type, detail::framed<In, around, false>::size, false> {};
};

}  // namespace inlay::inline INLAY_ABI
