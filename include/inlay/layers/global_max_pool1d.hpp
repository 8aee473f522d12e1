// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/max_pool_bound.hpp>
#include <inlay/layers/pooling.hpp>

namespace inlay::inline INLAY_ABI {

/// The largest value of each feature over all time steps, Keras' GlobalMaxPooling1D; a NaN wins. The gradient goes to the first of equals.
///
///     in           shape<Steps, Features>
///     out          shape<Features>
struct global_max_pool1d {
    static constexpr const char* name = "global_max_pool1d";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&&) {}

    template <Shape In>
        requires(In::rank == 2)
    struct on : detail::bound_max_pool<In, detail::global_result<In>, detail::global_window<In>> {};
};

}  // namespace inlay::inline INLAY_ABI
