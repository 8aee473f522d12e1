// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/layers/gated.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// Gated linear unit: y = a / (1 + e^-b) with the first half a and the second half b of the last axis, as Keras' and PyTorch's
/// glu along that axis. Dauphin et al. 2017.
///
///     in           shape<…, 2 N>
///     out          shape<…, N>
struct glu : gated<glu> {
    static constexpr const char* name = "glu";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto a, auto b) { return a * simd::sigmoid(b); }
    static constexpr auto slopes(auto a, auto b) {
        const auto s = simd::sigmoid(b);
        return std::array{s, a * (s * (1 - s))};
    }
};

}  // namespace inlay::inline INLAY_ABI
