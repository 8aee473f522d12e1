// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: ctc takes shape<steps, classes>: the classes at each step
#include <inlay/losses/ctc.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
using scores = nn::shape<35>;
#else
using scores = nn::shape<7, 5>;
#endif
float loss(const float* p, const int* t) {
    return nn::ctc<3, 0, nn::scores::logits>{}(nn::view<const float, scores>(p, 1), nn::view<const int, nn::shape<3>>(t, 1), nn::discard{});
}
