// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Layer Position of the same list once more, with the same parameters: one layer used twice. Positions count from 0 without the
/// input. Gradients of all uses add up; archives and optimisers see the parameters once, at the first.
///
///     struct net : sequential<input<16>, dense<16>, tanh, again<0>, tanh> {};      // 272 parameters
template <std::size_t Position>
struct again {
    static constexpr const char* name = "again";
    static constexpr void settings(auto&& visit) { visit("layer", Position); }
};

namespace detail {
template <class L>
inline constexpr std::size_t repeated_layer = static_cast<std::size_t>(-1);
template <std::size_t Position>
inline constexpr std::size_t repeated_layer<again<Position>> = Position;
}  // namespace detail

}  // namespace inlay::inline INLAY_ABI
