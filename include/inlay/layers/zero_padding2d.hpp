// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/frame.hpp>

namespace inlay::inline INLAY_ABI {

/// Rows and columns of zeros around a picture, Keras' ZeroPadding2D:
/// zero_padding2d<1> on every side, zero_padding2d<by{1, 2}> rows above and below and columns on both sides,
/// zero_padding2d<top, bottom, left, right>. torch.nn.ZeroPad2d counts left, right, top, bottom.
///
///     in           shape<H, W, Channels>
///     out          shape<H + top + bottom, W + left + right, Channels>
template <auto... Amounts>
struct zero_padding2d {
    static_assert(detail::are_edges<2, Amounts...>(), "inlay: zero_padding2d takes one number, by{rows, columns}, or top, bottom, left, right");
    static constexpr detail::edges around = detail::edges_of<2>(Amounts...);
    static constexpr const char* name = "zero_padding2d";
    using advice = advice::it_needs_shape_height_width_channels;
    static constexpr void settings(auto&& visit) { detail::edge_settings(visit, "padding", 2, around); }

    template <Shape In>
        requires(In::rank == 3)
    struct on : detail::bound_frame<In, typename detail::framed<In, around, true>::type, detail::framed<In, around, true>::size, true> {};
};

}  // namespace inlay::inline INLAY_ABI
