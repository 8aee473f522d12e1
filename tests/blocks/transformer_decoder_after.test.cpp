// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/blocks/transformer_decoder.hpp>

#include "golden/transformer.hpp"
#include "layers/multi_head_attention.hpp"

namespace transformer_decoder_after_test {
namespace {

namespace nn = inlay;
using layer = nn::transformer_decoder<2, 3, 5, nn::norm::after>;
using sequences = nn::shapes<nn::shape<4, 6>, nn::shape<3, 6>>;

// In double alone: float is compared where the normalisation comes first.
TEST_CASE("transformer_decoder with norm::after: PyTorch") {
    namespace g = golden::transformer::decoder_after;
    attention_test::expect<double, layer, sequences>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}

}  // namespace
}  // namespace transformer_decoder_after_test
