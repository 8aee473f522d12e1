// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/blocks/transformer_decoder.hpp>

#include "laws/layer.hpp"

namespace transformer_decoder_memory_test {
namespace {

namespace nn = inlay;
using sequences = nn::shapes<nn::shape<4, 5>, nn::shape<3, 2>>;

/// The laws in double alone: float is compared with PyTorch. (That n samples are n times one sample is no law of several dropouts:
/// they draw their numbers one after the other.)
template <class L>
void expect_laws() {
    const auto s = laws::make_subject<double, L, sequences>();
    const std::size_t n = 3;
    for (std::size_t k = 0; k < s.leaves.size(); ++k) {
        const std::vector<double> values = laws::scattered(s.leaves[k].size, 3 + k, 1);
        std::copy(values.begin(), values.end(), s.leaves[k].values);
    }
    const laws::array<double> x(laws::scattered(n * s.in, 1, 2)), r(laws::scattered(n * s.out, 2, 1.5));
    if (s.stochastic) {
        laws::check_gradient(s, x, r, n, laws::run(s, x, r, n, laws::how::together), 1e-6);
    } else {
        laws::check_gradient(s, x, r, n, laws::check_passes(s, x, r, n, 1e-14), 1e-6);
    }
}

TEST_CASE("transformer_decoder that gives its memory on: laws") {
    using layer = nn::transformer_decoder<1, 3, 5, nn::gives_memory::yes>;
    static_assert(std::is_same_v<nn::bind<layer, sequences>::output, sequences>);
    expect_laws<layer>();
}

TEST_CASE("transformer_decoder with dropout: laws") {
    expect_laws<nn::transformer_decoder<1, 3, 5, nn::norm::after, nn::dropout_rate{0.2}>>();
}

}  // namespace
}  // namespace transformer_decoder_memory_test
