// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <type_traits>

/// Template arguments of layers that stand behind the sizes, any of them and in any order:
///
///     conv2d<16, 3>      conv2d<16, 3, strides{2}, padding::same>      conv2d<16, 3, padding::same, use_bias::no>
///
/// Each kind is a type of its own, so that neither the reader nor the compiler has to count commas. (Constructors are not inherited: in
/// function templates, GCC 12 takes those for undefined.)
namespace inlay::inline INLAY_ABI {

/// Distance between windows. A bare number or `by` is taken for it too: conv2d<16, 3, 2>.
struct strides : by {
    constexpr strides(std::size_t both) : by(both) {}
    constexpr strides(std::size_t h, std::size_t w) : by(h, w) {}
    constexpr strides(by both) : by(both) {}
};
/// Distance between the taps of a kernel.
struct dilation : by {
    constexpr dilation(std::size_t both) : by(both) {}
    constexpr dilation(std::size_t h, std::size_t w) : by(h, w) {}
};
/// Rows and columns of zeros on every side: PyTorch's padding=1 is zeros{1}.
struct zeros : by {
    constexpr zeros(std::size_t both) : by(both) {}
    constexpr zeros(std::size_t h, std::size_t w) : by(h, w) {}
};
/// Into how many independent convolutions the channels are divided.
struct groups {
    std::size_t count;
    friend constexpr bool operator==(groups, groups) = default;
};
/// How many results a depthwise convolution gives for each channel, Keras' depth_multiplier.
struct depth_multiplier {
    std::size_t count;
    friend constexpr bool operator==(depth_multiplier, depth_multiplier) = default;
};
/// Whether a layer adds a bias, Keras' use_bias.
enum class use_bias : unsigned char { no, yes };

namespace detail {

template <class Option>
inline constexpr bool means_strides = std::integral<Option> || std::same_as<Option, by>;
template <>
inline constexpr bool means_strides<bool> = false;

template <class Kind, class Option>
consteval void take_option(Kind& into, Option given) {
    if constexpr (std::same_as<Kind, Option>) {
        into = given;
    } else if constexpr (std::same_as<Kind, strides> && means_strides<Option>) {
        into = strides(given);
    }
}

/// The option of this kind among those given, or else the default.
template <class Kind, class... Options>
consteval Kind option(Kind otherwise, Options... given) {
    (take_option(otherwise, given), ...);
    return otherwise;
}

/// Whether an option is one of those that a layer takes.
template <auto Option, class... Kinds>
inline constexpr bool is_option =
    ((std::same_as<std::remove_const_t<decltype(Option)>, Kinds> ||
      (std::same_as<Kinds, strides> && means_strides<std::remove_const_t<decltype(Option)>>)) || ...);

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
