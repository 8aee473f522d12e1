// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/layers/gated.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// y = silu(a) b, silu(a) = a / (1 + e^-a): the first half a of the last axis is the gate (W of the paper, gate_proj of the
/// Llama models), the second half b is gated (V, up_proj). Shazeer 2020. Behind dense<2 N>, it is a feed-forward layer's middle.
///
///     in           shape<…, 2 N>
///     out          shape<…, N>
struct swiglu : gated<swiglu> {
    static constexpr const char* name = "swiglu";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto a, auto b) { return a * simd::sigmoid(a) * b; }
    static constexpr auto slopes(auto a, auto b) {
        const auto s = simd::sigmoid(a), gate = a * s;
        return std::array{b * (s + gate * (1 - s)), gate};
    }
};

}  // namespace inlay::inline INLAY_ABI
