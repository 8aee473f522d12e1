// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/blocks/transformer_decoder.hpp>

#include "golden/transformer.hpp"
#include "layers/multi_head_attention.hpp"

namespace transformer_decoder_test {
namespace {

namespace nn = inlay;
using layer = nn::transformer_decoder<2, 3, 5>;
using sequences = nn::shapes<nn::shape<4, 6>, nn::shape<3, 6>>;

template <class T>
void expect_reference() {
    namespace g = golden::transformer::decoder_before;
    attention_test::expect<T, layer, sequences>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}

TEST_CASE("transformer_decoder: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

}  // namespace
}  // namespace transformer_decoder_test
