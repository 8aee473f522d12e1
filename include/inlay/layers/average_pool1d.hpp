// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/layers/average_pool_bound.hpp>
#include <inlay/layers/pooling.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of the values under each window, Keras' AveragePooling1D. Positions outside the sequence do not count.
///
///     in           shape<Steps, Features>
///     out          shape<Steps', Features>    valid: Steps' = (Steps - pool) / stride + 1    same: Steps' = ceil(Steps / stride)
///
/// Options: strides (a bare number too; the window's size if nothing is said), padding, zeros and count_include_pad.
/// torch.nn.AvgPool1d counts the zeros around the sequence: its padding=1 is zeros{1}, count_include_pad::yes.
template <std::size_t Pool, auto... Options>
struct average_pool1d {
    static_assert((detail::is_option<Options, strides, padding, zeros, count_include_pad> && ...),
                  "inlay: the options of average_pool1d are strides, padding, zeros and count_include_pad");
    using windows_are = detail::pooling_options<1, by(1, Pool), Options...>;
    static constexpr bool counts_all = detail::option(count_include_pad::no, Options...) == count_include_pad::yes;
    static_assert(!counts_all || windows_are::pads == padding::valid, "inlay: count_include_pad goes with zeros, not with padding::same");
    static constexpr const char* name = "average_pool1d";
    using advice = advice::it_needs_shape_steps_features_no_shorter_than_the_window;
    static constexpr void settings(auto&& visit) {
        windows_are::settings(visit);
        if constexpr (counts_all) visit("count_include_pad", "true");
    }

    template <Shape In>
        requires(In::rank == 2 && windows_are::template fits<In>)
    struct on : detail::bound_average_pool<In, typename windows_are::template result<In>, windows_are::template size_on<In>, counts_all> {};
};

}  // namespace inlay::inline INLAY_ABI
