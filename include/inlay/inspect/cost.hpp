// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/inspect/structure.hpp>

namespace inlay::inline INLAY_ABI {

/// What a network costs, for one sample computed in float.
struct costs {
    std::size_t parameters;            ///< elements of all tensors, as Keras counts
    std::size_t trainable_parameters;  ///< without the statistics of normalisations
    std::size_t parameter_bytes;       ///< of the aggregate, its padding included
    std::uint64_t flops;               ///< of inference; a multiply-add counts two
    std::size_t inference_bytes;       ///< workspace of inference: intermediate results and scratch
    std::size_t training_bytes;        ///< workspace of forward and backward for a batch of one
};

namespace detail {
template <Network Net>
consteval costs compute_costs() {
    costs c{};
    for (const layer_info& l : layer_table<Net>) {
        if (l.depth > 0) continue;
        c.parameters += l.parameters;
        c.trainable_parameters += l.trainable_parameters;
        c.flops += l.flops;
    }
    using B = bound_network<Net>;
    c.parameter_bytes = sizeof(parameters<Net, float>);
    c.inference_bytes = (B::inference_scratch.per_sample + B::inference_scratch.per_call) * sizeof(float);
    c.training_bytes = (B::cache.per_sample + B::cache.per_call) * sizeof(float);
    return c;
}
}  // namespace detail

/// Budgets as compile-time facts: static_assert(nn::cost<digits>.parameters < 200'000).
template <Network Net>
inline constexpr costs cost = detail::compute_costs<Net>();

}  // namespace inlay::inline INLAY_ABI
