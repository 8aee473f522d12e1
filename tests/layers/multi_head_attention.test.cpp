// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/multi_head_attention.hpp>
#include <memory>
#include <span>

#include "golden/attention.hpp"
#include "golden/compare.hpp"
#include "laws/layer.hpp"
#include "layers/multi_head_attention.hpp"

namespace multi_head_attention_test {
namespace {

namespace nn = inlay;
namespace g = golden::attention;
using nn::multi_head_attention, nn::shape;

using sequence = shape<5, 6>;
using self = multi_head_attention<2, 5>;
using causal = multi_head_attention<2, 5, nn::attention_mask::causal>;

TEST_CASE("multi_head_attention: laws") {
    laws::layer<self, sequence>(2);
    laws::layer<causal, sequence>(2);
    laws::constant<causal, shape<2, 3>>();
}

TEST_CASE("multi_head_attention: PyTorch") {
    attention_test::expect<float, self, sequence>(g::self_attention::n, g::self_attention::x, g::self_attention::p, g::self_attention::r,
                                                  g::self_attention::y, g::self_attention::dx, g::self_attention::dp);
    attention_test::expect<double, self, sequence>(g::self_attention::n, g::self_attention::x, g::self_attention::p, g::self_attention::r,
                                                   g::self_attention::y, g::self_attention::dx, g::self_attention::dp);
    attention_test::expect<float, causal, sequence>(g::causal::n, g::causal::x, g::causal::p, g::causal::r, g::causal::y, g::causal::dx, g::causal::dp);
    attention_test::expect<double, causal, sequence>(g::causal::n, g::causal::x, g::causal::p, g::causal::r, g::causal::y, g::causal::dx, g::causal::dp);
}

TEST_CASE("multi_head_attention: PyTorch, with steps masked") {
    attention_test::expect<float, self, sequence>(g::masked::n, g::masked::x, g::masked::p, g::masked::r, g::masked::y, g::masked::dx, g::masked::dp,
                                                  g::masked::mask);
    attention_test::expect<double, self, sequence>(g::masked::n, g::masked::x, g::masked::p, g::masked::r, g::masked::y, g::masked::dx, g::masked::dp,
                                                   g::masked::mask);
    // The second sample's first steps see nothing.
    attention_test::expect<float, causal, sequence>(g::causal_masked::n, g::causal_masked::x, g::causal_masked::p, g::causal_masked::r,
                                                    g::causal_masked::y, g::causal_masked::dx, g::causal_masked::dp, g::causal_masked::mask);
    attention_test::expect<double, causal, sequence>(g::causal_masked::n, g::causal_masked::x, g::causal_masked::p, g::causal_masked::r,
                                                     g::causal_masked::y, g::causal_masked::dx, g::causal_masked::dp, g::causal_masked::mask);
}

}  // namespace
}  // namespace multi_head_attention_test
