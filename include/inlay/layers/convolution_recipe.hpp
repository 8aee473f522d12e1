// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/convolution_size.hpp>

/// What the recipes of convolutions make of their options.
namespace inlay::inline INLAY_ABI::detail {

/// The options behind the sizes of a convolution, and the geometry that follows from them.
template <auto... Options>
struct convolution_options {
    static constexpr strides stride = option(strides(by(1)), Options...);
    static constexpr dilation spread = option(dilation(1), Options...);
    static constexpr zeros around = option(zeros(0), Options...);
    static constexpr padding pad = option(padding::valid, Options...);
    static constexpr std::size_t parts = option(groups{1}, Options...).count;
    static constexpr use_bias bias = option(use_bias::yes, Options...);
    static constexpr bool pads_by_hand = (std::same_as<std::remove_const_t<decltype(Options)>, zeros> || ...);
    static constexpr bool pads_by_name = (std::same_as<std::remove_const_t<decltype(Options)>, padding> || ...);

    // Through time: every step has an output, of itself and the steps before it.
    static constexpr bool looks_back_only = stride.width == 1 && !pads_by_hand;

    static_assert(stride.height > 0 && stride.width > 0, "inlay: a stride of a convolution is at least 1");
    static_assert(spread.height > 0 && spread.width > 0, "inlay: the dilation of a convolution is at least 1");
    static_assert((stride.height == 1 && stride.width == 1) || (spread.height == 1 && spread.width == 1),
                  "inlay: a convolution has strides or a dilation, not both, as in Keras");
    static_assert(parts > 0, "inlay: a convolution has at least one group");
    static_assert(!(pads_by_hand && pads_by_name), "inlay: a convolution is padded by zeros{n} or by padding::same, not both");

    static constexpr windows rows(std::size_t extent, std::size_t kernel) { return along(extent, (kernel - 1) * spread.height + 1, stride.height, around.height); }
    static constexpr windows columns(std::size_t extent, std::size_t kernel) { return along(extent, (kernel - 1) * spread.width + 1, stride.width, around.width); }

    static constexpr simd::convolution_size size(by picture, std::size_t channels, std::size_t filters, by kernel, std::size_t in_groups) {
        const windows down = rows(picture.height, kernel.height), right = columns(picture.width, kernel.width);
        // A kernel of one tap has none to spread.
        return {picture.height, picture.width, channels,   filters,     kernel.height, kernel.width,
                stride.height,  stride.width,  down.count, right.count, down.before,   right.before,
                kernel.height > 1 ? spread.height : 1, kernel.width > 1 ? spread.width : 1, in_groups};
    }
    /// The same through time: one row.
    static constexpr simd::convolution_size size(std::size_t steps, std::size_t channels, std::size_t filters, std::size_t kernel, std::size_t in_groups) {
        const windows right = columns(steps, kernel);
        return {1, steps, channels, filters, 1, kernel, 1, stride.width, 1, right.count, 0, right.before, 1, kernel > 1 ? spread.width : 1, in_groups};
    }

    // What is left at its default is not listed, so that a plain convolution is described as before there were such options.
    static constexpr void pictured_settings(auto&& visit) {
        visit("stride_height", stride.height);
        visit("stride_width", stride.width);
        visit("padding", pads_by_hand ? "zeros" : to_text(pad));
        if constexpr (pads_by_hand) {
            visit("zeros_height", around.height);
            visit("zeros_width", around.width);
        }
        if constexpr (spread.height > 1 || spread.width > 1) {
            visit("dilation_height", spread.height);
            visit("dilation_width", spread.width);
        }
        more_settings(visit);
    }
    static constexpr void timed_settings(auto&& visit) {
        visit("strides", stride.width);
        visit("padding", pads_by_hand ? "zeros" : to_text(pad));
        if constexpr (pads_by_hand) visit("zeros", around.width);
        if constexpr (spread.width > 1) visit("dilation_rate", spread.width);
        more_settings(visit);
    }

private:
    static constexpr void more_settings(auto&& visit) {
        if constexpr (parts > 1) visit("groups", parts);
        if constexpr (bias == use_bias::no) visit("use_bias", false);
    }
    static constexpr windows along(std::size_t extent, std::size_t size, std::size_t step, std::size_t around_it) {
        return pads_by_hand ? windows_between(extent, size, step, around_it, around_it) : windows_of(extent, size, step, pad);
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
