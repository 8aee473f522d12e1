// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

/// LeNet-5 for grey pictures of 32 x 32 pixels (LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document
/// recognition"), as it is built today: averages without coefficients of their own, every map of the second convolution sees all of
/// the first, dense<10> and softmax instead of distances to drawn digits.
namespace networks {
namespace nn = inlay;

struct lenet5_layers : nn::sequential<nn::conv2d<6, 5>, nn::tanh, nn::average_pool2d<2>, nn::conv2d<16, 5>, nn::tanh, nn::average_pool2d<2>,
                                      nn::flatten, nn::dense<120>, nn::tanh, nn::dense<84>, nn::tanh, nn::dense<10>> {};

struct lenet5 : nn::sequential<nn::input<32, 32, 1>, lenet5_layers, nn::softmax> {};

static_assert(nn::cost<lenet5>.parameters == 61'706);

}  // namespace networks
