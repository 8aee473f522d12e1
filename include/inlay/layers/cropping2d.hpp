// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/frame.hpp>

namespace inlay::inline INLAY_ABI {

/// A picture without its outer rows and columns, Keras' Cropping2D:
/// cropping2d<1> on every side, cropping2d<by{1, 2}> rows above and below and columns on both sides,
/// cropping2d<top, bottom, left, right>.
///
///     in           shape<H, W, Channels>
///     out          shape<H - top - bottom, W - left - right, Channels>
template <auto... Amounts>
struct cropping2d {
    static_assert(detail::are_edges<2, Amounts...>(), "inlay: cropping2d takes one number, by{rows, columns}, or top, bottom, left, right");
    static constexpr detail::edges around = detail::edges_of<2>(Amounts...);
    static constexpr const char* name = "cropping2d";
    using advice = advice::it_must_leave_something_of_the_picture;
    static constexpr void settings(auto&& visit) { detail::edge_settings(visit, "cropping", 2, around); }

    template <Shape In>
        requires(In::rank == 3 && requires { typename detail::framed<In, around, false>::type; })
    struct on : detail::bound_frame<In, typename detail::framed<In, around, false>::type, detail::framed<In, around, false>::size, false> {};
};

}  // namespace inlay::inline INLAY_ABI
