// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: multi_head_attention takes attention_mask::causal, use_bias::no, value_dim
// ERRORS: 2
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/multi_head_attention.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<5, 8>, nn::multi_head_attention<2, 4, nn::real{0.1}>> {};
#else
struct net : nn::sequential<nn::input<5, 8>, nn::multi_head_attention<2, 4, nn::dropout_rate{0.1}>> {};
static_assert(nn::Network<net>);
#endif
