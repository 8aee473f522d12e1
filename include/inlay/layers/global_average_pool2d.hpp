// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/average_pool_bound.hpp>
#include <inlay/layers/pooling.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of each channel over the whole picture, Keras' GlobalAveragePooling2D.
///
///     in           shape<H, W, Channels>
///     out          shape<Channels>
struct global_average_pool2d {
    static constexpr const char* name = "global_average_pool2d";
    using advice = advice::it_needs_shape_height_width_channels;
    static constexpr void settings(auto&&) {}

    template <Image In>
    struct on : detail::bound_average_pool<In, detail::global_result<In>, detail::global_window<In>, true> {};
};

}  // namespace inlay::inline INLAY_ABI
