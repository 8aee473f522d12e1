// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// What a kernel applies to its results where no element-wise layer was fused into it.
struct unchanged {
    static constexpr auto value(auto x) { return x; }
    static constexpr auto slope(auto y) { return decltype(y)(1); }
};

}  // namespace inlay::inline INLAY_ABI
