// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI::simd {

/// The bias of a product that has none.
template <class T, std::size_t N>
inline constexpr T zeros[N] = {};

}  // namespace inlay::inline INLAY_ABI::simd
