// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/layers/max_pool_bound.hpp>
#include <inlay/layers/pooling.hpp>

namespace inlay::inline INLAY_ABI {

/// The largest value under each window of time steps, Keras' MaxPooling1D. Steps outside the sequence never win; a NaN always does.
/// The gradient goes to the first of equals.
///
///     in           shape<Steps, Features>
///     out          shape<Steps', Features>    valid: Steps' = (Steps - pool) / stride + 1    same: Steps' = ceil(Steps / stride)
///
/// Options: strides (a bare number too; the window's size if nothing is said), padding, and zeros: PyTorch's padding=1 is zeros{1}.
template <std::size_t Pool, auto... Options>
struct max_pool1d {
    static_assert((detail::is_option<Options, strides, padding, zeros> && ...), "inlay: the options of max_pool1d are strides, padding and zeros");
    using windows_are = detail::pooling_options<1, by(1, Pool), Options...>;
    static constexpr const char* name = "max_pool1d";
    using advice = advice::it_needs_shape_steps_features_no_shorter_than_the_window;
    static constexpr void settings(auto&& visit) { windows_are::settings(visit); }

    template <Shape In>
        requires(In::rank == 2 && windows_are::template fits<In>)
    struct on : detail::bound_max_pool<In, typename windows_are::template result<In>, windows_are::template size_on<In>> {};
};

}  // namespace inlay::inline INLAY_ABI
