// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/simd/pooling.hpp>
#include <type_traits>

/// What the pooling layers share: their options, and which windows these make.
namespace inlay::inline INLAY_ABI {

/// Whether an average counts the zeros around the picture, PyTorch's count_include_pad. Keras does not.
enum class count_include_pad : unsigned char { no, yes };

namespace detail {

/// A pooling over the last Axes axes before the channels: of shape<H, W, Channels>, or of shape<Steps, Features> as a picture of one row.
template <std::size_t Axes, by Pool, auto... Options>
struct pooling_options {
    static_assert(Pool.height > 0 && Pool.width > 0, "inlay: the window of a pooling has no zero extent");
    static constexpr strides step_given = option(strides(Pool), Options...);
    static constexpr zeros zeros_given = option(zeros(0), Options...);
    static constexpr by step{Axes == 1 ? 1 : step_given.height, step_given.width}, around{Axes == 1 ? 0 : zeros_given.height, zeros_given.width};
    static constexpr padding pads = option(padding::valid, Options...);
    static_assert(step.height > 0 && step.width > 0, "inlay: a stride of a pooling is at least 1");
    static_assert(2 * around.height <= Pool.height && 2 * around.width <= Pool.width, "inlay: the zeros around a pooling are at most half its window");
    static_assert(pads == padding::valid || pads == padding::same, "inlay: the padding of a pooling is valid or same");
    static_assert(pads == padding::valid || (around.height == 0 && around.width == 0), "inlay: a pooling has padding::same or zeros, not both");

    static constexpr void settings(auto&& visit) {
        if constexpr (Axes == 1) {
            visit("pool_size", Pool.width);
            visit("strides", step.width);
        } else {
            visit("pool_height", Pool.height);
            visit("pool_width", Pool.width);
            visit("stride_height", step.height);
            visit("stride_width", step.width);
        }
        visit("padding", to_text(pads));
        if constexpr (Axes == 2 && around.height + around.width > 0) visit("zeros_height", around.height);
        if constexpr (around.height + around.width > 0) visit(Axes == 1 ? "zeros" : "zeros_width", around.width);
    }

    template <class In>
    static constexpr simd::pooling_size size_on = [] {
        constexpr std::size_t height = Axes == 1 ? 1 : In::dims[0], width = In::dims[Axes - 1];
        constexpr windows rows = windows_of(height + 2 * around.height, Pool.height, step.height, pads);
        constexpr windows columns = windows_of(width + 2 * around.width, Pool.width, step.width, pads);
        return simd::pooling_size{height,      width,      In::dims[Axes], Pool.height,   Pool.width,  step.height,
                                  step.width,  rows.count, columns.count,  rows.before + around.height, columns.before + around.width};
    }();
    template <class In>
    static constexpr bool fits = size_on<In>.out_height > 0 && size_on<In>.out_width > 0;

    template <class In>
    using result = std::conditional_t<Axes == 1, shape<size_on<In>.out_width, size_on<In>.channels>,
                                      shape<size_on<In>.out_height, size_on<In>.out_width, size_on<In>.channels>>;
};

/// One window that covers all of In, and the shape it leaves.
template <class In>
inline constexpr simd::pooling_size global_window = [] {
    constexpr std::size_t channels = In::dims[In::rank - 1], width = In::dims[In::rank - 2], height = In::size / channels / width;
    return simd::pooling_size{height, width, channels, height, width, height, width, 1, 1, 0, 0};
}();
template <class In>
using global_result = shape<In::dims[In::rank - 1]>;

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
