// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Keras' padding: windows within the picture only, or as many zeros around it as give ceil(extent / stride) outputs.
enum class padding : unsigned char { valid, same };

constexpr const char* to_text(padding p) { return p == padding::valid ? "valid" : "same"; }

/// What windows of a size and a stride make of one extent.
struct windows {
    std::size_t count;   ///< outputs
    std::size_t before;  ///< zeros in front; with an odd number in all, Keras puts the odd one behind
};

constexpr windows windows_of(std::size_t extent, std::size_t size, std::size_t stride, padding p) {
    if (p == padding::valid) return {extent < size ? 0 : (extent - size) / stride + 1, 0};
    const std::size_t count = (extent + stride - 1) / stride;
    const std::size_t wanted = (count - 1) * stride + size;
    return {count, wanted > extent ? (wanted - extent) / 2 : 0};
}

}  // namespace inlay::inline INLAY_ABI
