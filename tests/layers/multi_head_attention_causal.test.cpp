// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/multi_head_attention.hpp>

#include "golden/attention.hpp"
#include "laws/layer.hpp"
#include "layers/multi_head_attention.hpp"

namespace multi_head_attention_causal_test {
namespace {

namespace nn = inlay;
using layer = nn::multi_head_attention<2, 5, nn::attention_mask::causal>;
using sequence = nn::shape<5, 6>;

TEST_CASE("causal multi_head_attention: laws") { laws::layer<layer, sequence>(2); }

template <class T>
void expect_reference() {
    namespace g = golden::attention::causal;
    attention_test::expect<T, layer, sequence>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}
template <class T>
void expect_masked() {  // the second sample's first steps see nothing
    namespace g = golden::attention::causal_masked;
    attention_test::expect<T, layer, sequence>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp, g::mask);
}

TEST_CASE("causal multi_head_attention: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

TEST_CASE("causal multi_head_attention: PyTorch, with steps masked") {
    expect_masked<float>();
    expect_masked<double>();
}

}  // namespace
}  // namespace multi_head_attention_causal_test
