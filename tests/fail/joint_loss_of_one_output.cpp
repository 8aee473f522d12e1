// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a joint_loss has as many parts as the network has outputs
// ERRORS: 9
#include <inlay/training.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
using out = nn::shapes<nn::shape<2>, nn::shape<2>, nn::shape<2>>;
#else
using out = nn::shapes<nn::shape<2>, nn::shape<2>>;
#endif
float value(nn::view<const float, out> prediction, nn::view<const float, out> target) {
    return nn::joint_loss{nn::mean_squared_error{}, nn::huber{}}(prediction, target, nn::discard{});
}
