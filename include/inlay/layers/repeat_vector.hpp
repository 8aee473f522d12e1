// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/up_sampling.hpp>

namespace inlay::inline INLAY_ABI {

/// A vector as Times equal time steps, Keras' RepeatVector.
///
///     in           shape<Features>
///     out          shape<Times, Features>
template <std::size_t Times>
struct repeat_vector {
    static_assert(Times > 0, "inlay: repeat_vector gives at least one step");
    static constexpr const char* name = "repeat_vector";
    using advice = advice::it_needs_shape_features;
    static constexpr void settings(auto&& visit) { visit("n", Times); }

    template <Vector In>
    struct on : detail::bound_nearest<In, shape<Times, In::size>, 1, 1, by(1, Times)> {};
};

}  // namespace inlay::inline INLAY_ABI
