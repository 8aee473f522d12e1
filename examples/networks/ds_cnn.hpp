// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

/// DS-CNN: the keyword spotting network of MLPerf Tiny (github.com/mlcommons/tiny), after Zhang et al. 2017. One sample is 49 frames
/// of 10 cepstral coefficients, one second of speech.
// Statistics follow with a momentum of 0.9 instead of 0.99, for trainings of a few hundred steps; the counts do not depend on it.
namespace networks {
namespace nn = inlay;

struct separable : nn::sequential<nn::depthwise_conv2d<3, nn::padding::same>, nn::batch_norm<0.9>, nn::relu,  //
                                  nn::conv2d<64, 1>, nn::batch_norm<0.9>, nn::relu> {};

struct ds_cnn : nn::sequential<nn::input<49, 10, 1>, nn::conv2d<64, nn::by{10, 4}, 2, nn::padding::same>, nn::batch_norm<0.9>, nn::relu,
                               nn::dropout<0.2>, separable, separable, separable, separable, nn::dropout<0.4>,
                               nn::average_pool2d<nn::by{25, 5}>, nn::flatten, nn::dense<12>, nn::softmax> {};

static_assert(nn::cost<ds_cnn>.parameters == 24'908);                    // as Keras counts: statistics included
static_assert(nn::cost<nn::inference_t<ds_cnn>>.parameters == 22'604);   // normalisations folded

}  // namespace networks
