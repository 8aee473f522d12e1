// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/group_norm_bound.hpp>

namespace inlay::inline INLAY_ABI {

/// y = gamma (x - mean) / sqrt(variance + Epsilon) + beta, mean and variance over all positions and the channels of a group, sample
/// by sample (Wu & He 2018; Keras' GroupNormalization). Neighbouring channels form a group.
///
///     in, out      shape<..., Channels>    Channels a multiple of Groups
///     parameters   gamma[Channels], beta[Channels]
///
/// Options: center::no, scale::no. torch.nn.GroupNorm has an epsilon of 1e-5.
template <std::size_t Groups = 32, real Epsilon = 1e-3, auto... Options>
struct group_norm {
    static_assert(Groups > 0, "inlay: group_norm has at least one group");
    static_assert(double{Epsilon} > 0, "inlay: the epsilon of group_norm is more than 0");
    static_assert((detail::is_option<Options, center, scale> && ...), "inlay: the options of group_norm are center and scale");
    static constexpr center centers = detail::option(center::yes, Options...);
    static constexpr scale scales = detail::option(scale::yes, Options...);
    static constexpr const char* name = "group_norm";
    using advice = advice::the_groups_must_divide_the_channels;
    static constexpr void settings(auto&& visit) {
        visit("groups", Groups);
        visit("epsilon", Epsilon);
        visit("center", centers == center::yes ? "true" : "false");
        visit("scale", scales == scale::yes ? "true" : "false");
    }

    template <Shape In>
        requires(In::rank > 0 && In::dims[In::rank - 1] % Groups == 0)
    struct on : detail::bound_group_norm<In, In::dims[In::rank - 1] / Groups, Epsilon, scales, centers> {};
};

}  // namespace inlay::inline INLAY_ABI
