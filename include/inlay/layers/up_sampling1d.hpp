// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/up_sampling.hpp>

namespace inlay::inline INLAY_ABI {

/// Each time step Size times, Keras' UpSampling1D.
///
///     in           shape<Steps, Features>
///     out          shape<Steps Size, Features>
template <std::size_t Size = 2>
struct up_sampling1d {
    static_assert(Size > 0, "inlay: up_sampling1d makes a sequence at least 1 time as long");
    static constexpr const char* name = "up_sampling1d";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) { visit("size", Size); }

    template <Shape In>
        requires(In::rank == 2)
    struct on : detail::bound_nearest<In, shape<In::dims[0] * Size, In::dims[1]>, 1, In::dims[0], by(1, Size)> {};
};

}  // namespace inlay::inline INLAY_ABI
