// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/view_layer.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x, Keras' Identity: a branch that leaves its input as it is. Costs nothing.
struct identity {
    static constexpr const char* name = "identity";
    static constexpr void settings(auto&&) {}

    template <Shape In>
    struct on : detail::view_layer<In, In> {};
};

}  // namespace inlay::inline INLAY_ABI
