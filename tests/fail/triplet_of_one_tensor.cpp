// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: triplet_margin takes three embeddings of one size as one sample: shapes<A, P, N>
#include <inlay/losses/triplet_margin.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
using embeddings = nn::shape<12>;
#else
using embeddings = nn::shapes<nn::shape<4>, nn::shape<4>, nn::shape<4>>;
#endif
float loss(const float* p, const float* t) {
    return nn::triplet_margin{}(nn::view<const float, embeddings>(p, 1), nn::view<const float, nn::shape<1>>(t, 1), nn::discard{});
}
