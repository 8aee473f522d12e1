// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/activity_regularizer.hpp>

#include "golden/penalised.hpp"
#include "golden/probabilistic.hpp"
#include "laws/layer.hpp"

namespace activity_regularizer_test {
namespace {

namespace nn = inlay;
using layer = nn::activity_regularizer<0.25, 0.125>;

TEST_CASE("activity_regularizer: laws") {
    laws::layer<layer, nn::shape<17>>();
    laws::constant<layer, nn::shape<5>>();
}

TEST_CASE("activity_regularizer: PyTorch's sums and gradients") {
    using namespace golden::probabilistic::activity_regularizer;
    golden::expect_penalised<float, layer, nn::shape<17>>({n, x, r, y, dx}, penalty[0]);
    golden::expect_penalised<double, layer, nn::shape<17>>({n, x, r, y, dx}, penalty[0]);
}

}  // namespace
}  // namespace activity_regularizer_test
