// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/multi_head_attention_bound.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Multi-head attention (Vaswani et al. 2017, section 3.2), Keras' MultiHeadAttention and PyTorch's nn.MultiheadAttention:
///
///     head h = softmax(q_h k_h^T / sqrt(KeyDim)) v_h,  q = x query_kernel + query_bias, k and v of the memory alike
///     y = [head 1, …, head Heads] output_kernel + output_bias
///
///     in           shape<Steps, Dim>, which attends to itself, or shapes<shape<Steps, Dim>, shape<MemorySteps, MemoryDim>>: part 0
///                  gives the queries, part 1 (the memory) keys and values
///     out          shape<Steps, Dim>
///     parameters   query_kernel  shape<Dim, Heads, KeyDim>           query_bias   shape<Heads, KeyDim>
///                  key_kernel    shape<MemoryDim, Heads, KeyDim>     key_bias     shape<Heads, KeyDim>
///                  value_kernel  shape<MemoryDim, Heads, ValueDim>   value_bias   shape<Heads, ValueDim>
///                  output_kernel shape<Heads, ValueDim, Dim>         output_bias  shape<Dim>
///                  kernels Glorot uniform with Keras' fans of three extents, biases zeros
///
/// Options, in any order: attention_mask::causal (step t sees the memory's steps 0 … t), use_bias::no, value_dim{n} (KeyDim where
/// not given), dropout_rate{0.1} (of the weights behind the softmax, in training).
///
/// The pass's mask says which steps of the memory count: the others get no weight. Where none is left to see, the heads give 0,
/// and y is the output's bias. From PyTorch: in_proj_weight's three blocks of rows are query, key and value kernel transposed,
/// out_proj.weight is the output kernel transposed.
template <std::size_t Heads, std::size_t KeyDim, auto... Options>
struct multi_head_attention {
    static_assert(Heads > 0 && KeyDim > 0, "inlay: multi_head_attention needs at least one head and one dimension per head");
    static_assert((detail::is_option<Options, attention_mask, use_bias, value_dim, dropout_rate> && ...),
                  "inlay: multi_head_attention takes attention_mask::causal, use_bias::no, value_dim{n} and dropout_rate{r} behind its sizes");
    static constexpr detail::attention_options options{
        Heads, KeyDim, detail::option(value_dim{KeyDim}, Options...).count, detail::option(attention_mask::none, Options...) == attention_mask::causal,
        detail::option(use_bias::yes, Options...) == use_bias::yes, detail::option(dropout_rate{0.0}, Options...).rate};
    static_assert(options.value_dim > 0, "inlay: the value_dim of multi_head_attention is at least 1");
    static_assert(double{options.rate} >= 0 && double{options.rate} < 1, "inlay: the dropout_rate of multi_head_attention is within [0, 1)");

    static constexpr const char* name = "multi_head_attention";
    using advice = advice::it_needs_a_sequence_or_shapes_of_the_queries_sequence_and_the_keys_sequence;
    static constexpr void settings(auto&& visit) {
        visit("num_heads", Heads);
        visit("key_dim", KeyDim);
        visit("value_dim", options.value_dim);
        visit("use_bias", options.biased);
        visit("use_causal_mask", options.causal);
        visit("dropout", options.rate);
    }

    template <Shape In>
        requires(detail::attends<In>)
    using on = detail::bound_attention<options, In>;
};

}  // namespace inlay::inline INLAY_ABI
