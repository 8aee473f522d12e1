// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/layers/spatial_dropout.hpp>

namespace inlay::inline INLAY_ABI {

/// Dropout of whole channels: in training all time steps of a channel are put to 0 with probability Rate and
/// multiplied by 1 / (1 - Rate) otherwise; inference leaves the layer out. Tompson et al. 2015; Keras' SpatialDropout1D,
/// PyTorch's Dropout1d.
///
///     in, out      shape<Steps, Channels>
template <real Rate>
struct spatial_dropout1d {
    static_assert(double{Rate} >= 0 && double{Rate} < 1, "inlay: the rate of spatial_dropout1d is within [0, 1)");
    static constexpr const char* name = "spatial_dropout1d";
    using advice = advice::it_needs_shape_steps_channels;
    static constexpr void settings(auto&& visit) { visit("rate", Rate); }

    template <Shape In>
        requires(In::rank == 2)
    using on = detail::bound_spatial_dropout<In, Rate>;
};

}  // namespace inlay::inline INLAY_ABI
