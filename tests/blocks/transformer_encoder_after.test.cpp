// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/blocks/transformer_encoder.hpp>

#include "golden/transformer.hpp"
#include "layers/multi_head_attention.hpp"

namespace transformer_encoder_after_test {
namespace {

namespace nn = inlay;
using layer = nn::transformer_encoder<2, 3, 5, nn::norm::after>;
using sequence = nn::shape<4, 6>;

// In double alone: float is compared where the normalisation comes first.
TEST_CASE("transformer_encoder with norm::after: PyTorch") {
    namespace g = golden::transformer::encoder_after;
    attention_test::expect<double, layer, sequence>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}

}  // namespace
}  // namespace transformer_encoder_after_test
