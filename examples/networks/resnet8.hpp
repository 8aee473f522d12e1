// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

/// ResNet-8 for 32 x 32 colour pictures: the image classification network of MLPerf Tiny (github.com/mlcommons/tiny), after
/// He et al. 2016.
// Statistics follow with a momentum of 0.9 instead of 0.99, for trainings of a few hundred steps; the counts do not depend on it.
namespace networks {
namespace nn = inlay;

template <std::size_t Filters, std::size_t Stride = 1>
struct convolve : nn::sequential<nn::conv2d<Filters, 3, Stride, nn::padding::same>, nn::batch_norm<0.9>> {};

template <std::size_t Filters, std::size_t Stride>
struct body : nn::sequential<convolve<Filters, Stride>, nn::relu, convolve<Filters>> {};

// The first stack keeps its shape; the others halve the picture, and the way around them does so too.
struct resnet8 : nn::sequential<nn::input<32, 32, 3>, convolve<16>, nn::relu,                                //
                                nn::residual<body<16, 1>>, nn::relu,                                         //
                                nn::add<body<32, 2>, nn::conv2d<32, 1, 2, nn::padding::same>>, nn::relu,     //
                                nn::add<body<64, 2>, nn::conv2d<64, 1, 2, nn::padding::same>>, nn::relu,     //
                                nn::average_pool2d<8>, nn::flatten, nn::dense<10>, nn::softmax> {};

static_assert(nn::cost<resnet8>.parameters == 78'666);                    // as Keras counts: statistics included
static_assert(nn::cost<nn::inference_t<resnet8>>.parameters == 77'706);   // normalisations folded

}  // namespace networks
