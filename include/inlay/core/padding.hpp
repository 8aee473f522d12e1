// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Keras' padding: windows within the picture only, or as many zeros around it as give ceil(extent / stride) outputs, or, through
/// time, zeros in front only, so that no output looks at what comes after it.
enum class padding : unsigned char { valid, same, causal };

constexpr const char* to_text(padding p) { return p == padding::valid ? "valid" : p == padding::same ? "same" : "causal"; }

/// What windows of a size and a stride make of one extent.
struct windows {
    std::size_t count;   ///< outputs
    std::size_t before;  ///< zeros in front; with an odd number in all, Keras puts the odd one behind
};

/// Windows over an extent with so many zeros in front and behind: PyTorch's padding has as many of both.
constexpr windows windows_between(std::size_t extent, std::size_t size, std::size_t stride, std::size_t before, std::size_t behind) {
    const std::size_t all = before + extent + behind;
    return {all < size ? 0 : (all - size) / stride + 1, before};
}

constexpr windows windows_of(std::size_t extent, std::size_t size, std::size_t stride, padding p) {
    if (p != padding::same) return windows_between(extent, size, stride, p == padding::causal ? size - 1 : 0, 0);
    const std::size_t count = (extent + stride - 1) / stride;
    const std::size_t wanted = (count - 1) * stride + size;
    return {count, wanted > extent ? (wanted - extent) / 2 : 0};
}

}  // namespace inlay::inline INLAY_ABI
