// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/multi_head_attention.hpp>

#include "laws/layer.hpp"

namespace multi_head_attention_dropout_test {
namespace {

namespace nn = inlay;

// More rows than a tile has, more columns than a strip's first pack; the causal half of a memory of another length.
using layer = nn::multi_head_attention<3, 2, nn::dropout_rate{0.3}, nn::attention_mask::causal, nn::use_bias::no>;
using sequences = nn::shapes<nn::shape<11, 3>, nn::shape<9, 2>>;

TEST_CASE("multi_head_attention with dropout: laws") {
    laws::layer<layer, sequences>(2);
    static_assert(nn::bind<layer, sequences>::stochastic);
}

TEST_CASE("multi_head_attention with dropout: as many weights are dropped as the rate says") {
    using one = nn::multi_head_attention<1, 1, nn::dropout_rate{0.25}, nn::use_bias::no>;
    using S = nn::shape<40, 1>;
    const auto s = laws::make_subject<float, one, S>();
    for (const auto& leaf : s.leaves) leaf.values[0] = 1;
    const laws::array<float> x(40, 1.0f), y(40, 0.0f);  // all weights are 1 / 40, and y is the sum of those kept, times 1 / 0.75
    const laws::working_memory<float> cache(s.cache, 1), scratch(s.training_scratch, 1);
    nn::random generator(nn::seed{3});
    s.train(s.p.get(), x.data(), y.data(), 1, {scratch.region(), cache.region(), &generator});
    double sum = 0;
    for (const float v : y) sum += v;
    CHECK(sum / 40 == doctest::Approx(1).epsilon(0.05));  // 1600 draws: a standard deviation of 0.0144
    CHECK(sum / 40 != 1);
}

}  // namespace
}  // namespace multi_head_attention_dropout_test
