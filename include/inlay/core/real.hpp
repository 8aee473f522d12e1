// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// A real number as a template argument: dropout<0.2>, leaky_relu<0.1>. Kept as bits, because floating-point template
/// arguments need Clang 18.
struct real {
    std::uint64_t bits;

    consteval real(double value) : bits(std::bit_cast<std::uint64_t>(value)) {}
    constexpr operator double() const { return std::bit_cast<double>(bits); }
};

}  // namespace inlay::inline INLAY_ABI
