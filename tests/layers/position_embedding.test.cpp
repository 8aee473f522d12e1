// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/position_embedding.hpp>

#include "golden/attention.hpp"
#include "golden/compare.hpp"
#include "laws/layer.hpp"

namespace position_embedding_test {
namespace {

using layer = inlay::position_embedding;
using sequence = inlay::shape<5, 7>;

TEST_CASE("position_embedding: laws") {
    laws::layer<layer, sequence>();
    laws::constant<layer, inlay::shape<2, 3>>();
}

template <class T>
void expect_reference() {
    namespace g = golden::attention::position;
    golden::expect_layer<T, layer, sequence>({g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"embeddings", g::table, g::dtable}}});
}

TEST_CASE("position_embedding: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

}  // namespace
}  // namespace position_embedding_test
