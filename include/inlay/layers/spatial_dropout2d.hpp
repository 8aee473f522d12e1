// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/layers/spatial_dropout.hpp>

namespace inlay::inline INLAY_ABI {

/// Dropout of whole channels: in training all pixels of a channel are put to 0 with probability Rate and
/// multiplied by 1 / (1 - Rate) otherwise; inference leaves the layer out. Tompson et al. 2015; Keras' SpatialDropout2D,
/// PyTorch's Dropout2d.
///
///     in, out      shape<Height, Width, Channels>
template <real Rate>
struct spatial_dropout2d {
    static_assert(double{Rate} >= 0 && double{Rate} < 1, "inlay: the rate of spatial_dropout2d is within [0, 1)");
    static constexpr const char* name = "spatial_dropout2d";
    using advice = advice::it_needs_shape_height_width_channels;
    static constexpr void settings(auto&& visit) { visit("rate", Rate); }

    template <Shape In>
        requires(In::rank == 3)
    using on = detail::bound_spatial_dropout<In, Rate>;
};

}  // namespace inlay::inline INLAY_ABI
