// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/layers/up_sampling.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// A picture Size.height times as high and Size.width times as wide, Keras' UpSampling2D. Values are those of the nearest pixel, or with
/// interpolation::bilinear lie between four: torch.nn.Upsample with align_corners=False is the same.
///
///     in           shape<H, W, Channels>
///     out          shape<H Size.height, W Size.width, Channels>
template <by Size = 2, auto... Options>
struct up_sampling2d {
    static_assert(Size.height > 0 && Size.width > 0, "inlay: up_sampling2d makes a picture at least 1 time as large");
    static_assert((detail::is_option<Options, interpolation> && ...), "inlay: the option of up_sampling2d is interpolation");
    static constexpr interpolation between = detail::option(interpolation::nearest, Options...);
    static constexpr const char* name = "up_sampling2d";
    using advice = advice::it_needs_shape_height_width_channels;
    static constexpr void settings(auto&& visit) {
        visit("size_height", Size.height);
        visit("size_width", Size.width);
        visit("interpolation", between == interpolation::nearest ? "nearest" : "bilinear");
    }

    template <class In>
    using result = shape<In::dims[0] * Size.height, In::dims[1] * Size.width, In::dims[2]>;
    template <Image In>
    struct on : std::conditional_t<between == interpolation::nearest, detail::bound_nearest<In, result<In>, In::dims[0], In::dims[1], Size>,
                                   detail::bound_bilinear<In, result<In>, Size>> {};
};

}  // namespace inlay::inline INLAY_ABI
