// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/group_norm_bound.hpp>

namespace inlay::inline INLAY_ABI {

/// y = gamma (x - mean) / sqrt(variance + Epsilon) + beta, mean and variance over the positions of one channel of one sample
/// (Ulyanov, Vedaldi & Lempitsky 2016): group_norm with as many groups as channels, Keras' GroupNormalization(groups=-1).
///
///     in, out      shape<..., Channels>    at least one axis of positions
///     parameters   gamma[Channels], beta[Channels]
///
/// Options: center::no, scale::no. torch.nn.InstanceNorm2d as it comes is instance_norm<1e-5, center::no, scale::no>.
template <real Epsilon = 1e-3, auto... Options>
struct instance_norm {
    static_assert(double{Epsilon} > 0, "inlay: the epsilon of instance_norm is more than 0");
    static_assert((detail::is_option<Options, center, scale> && ...), "inlay: the options of instance_norm are center and scale");
    static constexpr center centers = detail::option(center::yes, Options...);
    static constexpr scale scales = detail::option(scale::yes, Options...);
    static constexpr const char* name = "instance_norm";
    using advice = advice::it_needs_positions_and_channels;
    static constexpr void settings(auto&& visit) {
        visit("epsilon", Epsilon);
        visit("center", centers == center::yes ? "true" : "false");
        visit("scale", scales == scale::yes ? "true" : "false");
    }

    template <Shape In>
        requires(In::rank > 1)
    struct on : detail::bound_group_norm<In, 1, Epsilon, scales, centers> {};
};

}  // namespace inlay::inline INLAY_ABI
