// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/view_layer.hpp>

namespace inlay::inline INLAY_ABI {

/// All elements in one extent, channels last as Keras flattens (PyTorch's order is channels, height, width).
struct flatten {
    static constexpr const char* name = "flatten";

    template <Shape In>
    struct on : detail::view_layer<In, shape<In::size>> {};
};

}  // namespace inlay::inline INLAY_ABI
