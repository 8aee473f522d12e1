// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Height and width of a window or a stride, as a template argument: conv2d<8, 3> is square, conv2d<8, nn::by{3, 2}> not.
struct by {
    std::size_t height, width;

    constexpr by(std::size_t both) : height(both), width(both) {}
    constexpr by(std::size_t h, std::size_t w) : height(h), width(w) {}
    friend constexpr bool operator==(by, by) = default;
};

}  // namespace inlay::inline INLAY_ABI
