// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/blocks/transformer_encoder.hpp>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/relu.hpp>
#include <string>

#include "golden/transformer.hpp"
#include "laws/layer.hpp"
#include "layers/multi_head_attention.hpp"

namespace transformer_encoder_test {
namespace {

namespace nn = inlay;
using layer = nn::transformer_encoder<2, 3, 5>;
using sequence = nn::shape<4, 6>;

TEST_CASE("transformer_encoder: laws") { laws::layer<layer, sequence>(2); }

template <class T>
void expect_reference() {
    namespace g = golden::transformer::encoder_before;
    attention_test::expect<T, layer, sequence>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}

TEST_CASE("transformer_encoder: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

struct net : nn::sequential<nn::input<4, 6>, layer> {};

TEST_CASE("transformer_encoder: its tensors by name") {
    constexpr const auto& table = nn::leaf_table<net>;
    static_assert(table.size() == 16);
    CHECK(std::string(table[2].path) == "0.transformer_encoder.0.residual.1.multi_head_attention.query_kernel");
    CHECK(std::string(table[9].path) == "0.transformer_encoder.0.residual.1.multi_head_attention.output_bias");
    CHECK(std::string(table[15].path) == "0.transformer_encoder.1.residual.3.dense.bias");
}

TEST_CASE("transformer_encoder: options") {
    using block = nn::transformer_encoder<2, 3, 5, nn::relu{}, nn::dropout_rate{0.1}, nn::attention_mask::causal, nn::epsilon{1e-3}>;
    static_assert(std::is_same_v<block::chosen::activation, nn::relu>);
    static_assert(nn::bind<block, sequence>::stochastic && !nn::bind<layer, sequence>::stochastic);
    static_assert(nn::bind<block, sequence>::reads_mask);
    static_assert(!nn::Layer<block, nn::shape<6>>);
}

}  // namespace
}  // namespace transformer_encoder_test
