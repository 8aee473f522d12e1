// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: no matching function for call|cannot convert|no viable conversion
// A state for another loss than the one that is trained with.
#include <inlay/layers/dense.hpp>
#include <inlay/losses/huber.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/sgd.hpp>

namespace nn = inlay;
struct net : nn::sequential<nn::input<3>, nn::dense<2>> {};
#ifdef INLAY_REJECT
using made_for = nn::huber;
#else
using made_for = nn::mean_squared_error;
#endif
float step(nn::parameters<net>& p, nn::training_state<net, made_for, nn::sgd>& s, const float* x, const float* t) {
    return nn::train_step(p, s, x, t, 1, nn::mean_squared_error{}, nn::sgd{});
}
