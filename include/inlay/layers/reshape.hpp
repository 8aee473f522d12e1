// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/view_layer.hpp>

namespace inlay::inline INLAY_ABI {

/// Gives the elements another shape, in the same row-major order: reshape<7, 7, 16>.
template <std::size_t... Extents>
struct reshape {
    static_assert(Shape<shape<Extents...>>, "inlay: reshape has no zero extent");
    static constexpr const char* name = "reshape";
    using advice = advice::the_sizes_must_multiply_to_the_same_number;
    static constexpr void settings(auto&& visit) { (visit("target_shape", Extents), ...); }

    template <Shape In>
        requires(In::size == shape<Extents...>::size)
    struct on : detail::view_layer<In, shape<Extents...>> {};
};

}  // namespace inlay::inline INLAY_ABI
