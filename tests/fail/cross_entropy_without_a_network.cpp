// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: without a network, say what the predictions are: sparse_categorical_cross_entropy<scores::logits>
// ERRORS: 3
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
constexpr nn::cross_entropy loss{};
#else
constexpr nn::sparse_categorical_cross_entropy<nn::scores::logits> loss{};
#endif
float of(const float* z, const int* label) {
    return loss(nn::view<const float, nn::shape<3>, 1>(z), nn::view<const int, nn::shape<1>, 1>(label), nn::discard{});
}
