// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/multi_head_attention.hpp>

#include "golden/attention.hpp"
#include "laws/layer.hpp"
#include "layers/multi_head_attention.hpp"

namespace multi_head_attention_test {
namespace {

namespace nn = inlay;
using layer = nn::multi_head_attention<2, 5>;
using sequence = nn::shape<5, 6>;

TEST_CASE("multi_head_attention: laws") {
    laws::layer<layer, sequence>(2);
    laws::constant<layer, sequence>();
}

template <class T>
void expect_reference() {
    namespace g = golden::attention::self_attention;
    attention_test::expect<T, layer, sequence>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp);
}
template <class T>
void expect_masked() {
    namespace g = golden::attention::masked;
    attention_test::expect<T, layer, sequence>(g::n, g::x, g::p, g::r, g::y, g::dx, g::dp, g::mask);
}

TEST_CASE("multi_head_attention: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

TEST_CASE("multi_head_attention: PyTorch, with steps masked") {
    expect_masked<float>();
    expect_masked<double>();
}

TEST_CASE("multi_head_attention: nothing to see") {
    using T = double;
    const auto s = laws::make_subject<T, layer, sequence>();
    for (const auto& leaf : s.leaves) std::fill(leaf.values, leaf.values + leaf.size, 0.5);
    const laws::array<T> x(laws::scattered(30, 1, 2)), y(30, laws::nan<T>), dx(30, laws::nan<T>);
    const T mask[5] = {};
    const laws::working_memory<T> cache(s.cache, 1), scratch(s.training_scratch, 1);
    s.train(s.p.get(), x.data(), y.data(), 1, {scratch.region(), cache.region(), nullptr, nullptr, mask});
    for (const T v : y) CHECK(v == 0.5);  // the output's bias
    s.backward(s.p.get(), x.data(), y.data(), y.data(), dx.data(), s.dp.get(), 1, scratch.region(), cache.region(), nullptr);
    for (const T v : dx) CHECK(v == 0);
}

}  // namespace
}  // namespace multi_head_attention_test
