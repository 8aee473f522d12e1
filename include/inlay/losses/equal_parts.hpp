// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <utility>

namespace inlay::inline INLAY_ABI::detail {

/// How many parts of one size shapes<...> has; 0 for other shapes.
template <class S>
inline constexpr std::size_t equal_parts = [] {
    if constexpr (Shapes<S>) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return ((part_shape<S, I>::size == part_shape<S, 0>::size) && ...) ? S::parts : 0;
        }(std::make_index_sequence<S::parts>{});
    }
    return std::size_t{0};
}();

}  // namespace inlay::inline INLAY_ABI::detail
