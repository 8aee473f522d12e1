// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// The same elements under another shape: within a sequential neither a copy nor memory of its own.
template <Shape In, Shape Out>
struct view_layer : bound_layer<In, Out> {
    static constexpr bool is_view = true;

    template <class X, class Y>
    static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
        for (std::size_t i = 0; i < x.size(); ++i) y.data()[i] = x.data()[i];
    }
    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
        if constexpr (wanted<DX>) {
            for (std::size_t i = 0; i < dy.size(); ++i) dx.data()[i] = dy.data()[i];
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
