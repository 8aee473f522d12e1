// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// -1 and 1 for the labels 0 and 1; other targets are as they are.
template <class V>
INLAY_INLINE constexpr V side_of(V t) {
    return select(t == V(0), V(-1), t);
}

}  // namespace inlay::inline INLAY_ABI::detail
