// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: winograd_conv2d only infers
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/winograd_conv2d.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/sgd.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<6, 6, 8>, nn::winograd_conv2d<8>> {};
#else
struct net : nn::sequential<nn::input<6, 6, 8>, nn::conv2d<8, 3>> {};
#endif

float train(nn::parameters<net>& p, nn::training_state<net, nn::mean_squared_error, nn::sgd, float, 1>& state, const float* x, const float* y) {
    return nn::train_step(p, state, x, y, 1, nn::mean_squared_error{}, nn::sgd{});
}
