// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

/// MobileNetV1 with a quarter of the channels for 96 x 96 colour pictures: the visual wake words network of MLPerf Tiny
/// (github.com/mlcommons/tiny), after Howard et al. 2017.
// Statistics follow with a momentum of 0.9 instead of 0.99, for trainings of a few hundred steps; the counts do not depend on it.
namespace networks {
namespace nn = inlay;

template <std::size_t Filters, std::size_t Stride = 1>
struct mobile : nn::sequential<nn::depthwise_conv2d<3, Stride, nn::padding::same>, nn::batch_norm<0.9>, nn::relu,  //
                               nn::conv2d<Filters, 1>, nn::batch_norm<0.9>, nn::relu> {};

struct mobilenet : nn::sequential<nn::input<96, 96, 3>, nn::conv2d<8, 3, 2, nn::padding::same>, nn::batch_norm<0.9>, nn::relu,  //
                                  mobile<16>, mobile<32, 2>, mobile<32>, mobile<64, 2>, mobile<64>, mobile<128, 2>,          //
                                  mobile<128>, mobile<128>, mobile<128>, mobile<128>, mobile<128>, mobile<256, 2>, mobile<256>,
                                  nn::average_pool2d<3>, nn::flatten, nn::dense<2>, nn::softmax> {};

static_assert(nn::cost<mobilenet>.parameters == 221'794);                    // as Keras counts: statistics included
static_assert(nn::cost<nn::inference_t<mobilenet>>.parameters == 210'850);   // normalisations folded

}  // namespace networks
