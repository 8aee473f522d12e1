// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/multi_head_attention.hpp>

#include "golden/attention.hpp"
#include "laws/layer.hpp"
#include "layers/multi_head_attention.hpp"

namespace multi_head_attention_cross_test {
namespace {

namespace nn = inlay;
using layer = nn::multi_head_attention<2, 5, nn::value_dim{3}>;
using sequences = nn::shapes<nn::shape<5, 6>, nn::shape<7, 4>>;

TEST_CASE("cross multi_head_attention: laws") {
    laws::layer<layer, sequences>(2);
    static_assert(std::is_same_v<nn::bind<layer, sequences>::output, nn::shape<5, 6>>);
    static_assert(!nn::Layer<layer, nn::shape<5>> && !nn::Layer<layer, nn::shapes<nn::shape<5, 6>, nn::shape<7>>>);
}

template <class T>
void expect_reference() {
    namespace g = golden::attention::cross;
    attention_test::expect<T, layer, sequences>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}

TEST_CASE("cross multi_head_attention: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

}  // namespace
}  // namespace multi_head_attention_cross_test
