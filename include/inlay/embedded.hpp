// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// inlay for bare metal: networks, inference and training steps without heap, exceptions, RTTI, iostream or any
/// dependency. A table of contents; inlay/inlay.hpp has all of this and the hosted part.
///
/// A translation unit whose first inlay header is this one uses scalar code: xsimd costs half a second of compile time and
/// has nothing for microcontrollers. Define INLAY_SIMD as 1 before it for SIMD without the hosted part.

#if !defined(INLAY_SIMD)  // neither the user nor an earlier header of inlay has settled it
#define INLAY_EMBEDDED_FIRST
#endif
#include <inlay/core/config.hpp>

#include <inlay/core/by.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/flush_denormals.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/loss.hpp>
#include <inlay/core/optimizer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/core/view.hpp>
//
#include <inlay/layers/activity_regularizer.hpp>
#include <inlay/layers/alpha_dropout.hpp>
#include <inlay/layers/average_pool1d.hpp>
#include <inlay/layers/average_pool2d.hpp>
#include <inlay/layers/batch_norm.hpp>
#include <inlay/layers/celu.hpp>
#include <inlay/layers/conv1d.hpp>
#include <inlay/layers/conv1d_transpose.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/conv2d_transpose.hpp>
#include <inlay/layers/cropping1d.hpp>
#include <inlay/layers/cropping2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/depthwise_conv1d.hpp>
#include <inlay/layers/depthwise_conv2d.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/elu.hpp>
#include <inlay/layers/embedding.hpp>
#include <inlay/layers/exponential.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/gaussian_dropout.hpp>
#include <inlay/layers/gaussian_noise.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/gelu_tanh.hpp>
#include <inlay/layers/global_average_pool1d.hpp>
#include <inlay/layers/global_average_pool2d.hpp>
#include <inlay/layers/global_max_pool1d.hpp>
#include <inlay/layers/global_max_pool2d.hpp>
#include <inlay/layers/glu.hpp>
#include <inlay/layers/group_norm.hpp>
#include <inlay/layers/gru.hpp>
#include <inlay/layers/hard_sigmoid.hpp>
#include <inlay/layers/hard_swish.hpp>
#include <inlay/layers/hard_tanh.hpp>
#include <inlay/layers/identity.hpp>
#include <inlay/layers/instance_norm.hpp>
#include <inlay/layers/layer_norm.hpp>
#include <inlay/layers/leaky_relu.hpp>
#include <inlay/layers/log_sigmoid.hpp>
#include <inlay/layers/log_softmax.hpp>
#include <inlay/layers/lstm.hpp>
#include <inlay/layers/max_pool1d.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/mish.hpp>
#include <inlay/layers/multi_head_attention.hpp>
#include <inlay/layers/permute.hpp>
#include <inlay/layers/pick.hpp>
#include <inlay/layers/position_embedding.hpp>
#include <inlay/layers/prelu.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/relu6.hpp>
#include <inlay/layers/reparameterise.hpp>
#include <inlay/layers/repeat_vector.hpp>
#include <inlay/layers/reshape.hpp>
#include <inlay/layers/rms_norm.hpp>
#include <inlay/layers/selu.hpp>
#include <inlay/layers/separable_conv2d.hpp>
#include <inlay/layers/sigmoid.hpp>
#include <inlay/layers/silu.hpp>
#include <inlay/layers/simple_rnn.hpp>
#include <inlay/layers/sinusoidal_position_encoding.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/layers/softmin.hpp>
#include <inlay/layers/softplus.hpp>
#include <inlay/layers/softsign.hpp>
#include <inlay/layers/spatial_dropout1d.hpp>
#include <inlay/layers/spatial_dropout2d.hpp>
#include <inlay/layers/squareplus.hpp>
#include <inlay/layers/swiglu.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/layers/threshold.hpp>
#include <inlay/layers/up_sampling1d.hpp>
#include <inlay/layers/up_sampling2d.hpp>
#include <inlay/layers/winograd_conv2d.hpp>
#include <inlay/layers/zero_padding1d.hpp>
#include <inlay/layers/zero_padding2d.hpp>
//
#include <inlay/compose/add.hpp>
#include <inlay/compose/again.hpp>
#include <inlay/compose/average.hpp>
#include <inlay/compose/bidirectional.hpp>
#include <inlay/compose/branch.hpp>
#include <inlay/compose/concatenate.hpp>
#include <inlay/compose/inference.hpp>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/masked.hpp>
#include <inlay/compose/maximum.hpp>
#include <inlay/compose/multiply.hpp>
#include <inlay/compose/parallel.hpp>
#include <inlay/compose/residual.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/compose/time_distributed.hpp>
//
#include <inlay/blocks/transformer_decoder.hpp>
#include <inlay/blocks/transformer_encoder.hpp>
//
#include <inlay/losses/binary_cross_entropy.hpp>
#include <inlay/losses/binary_focal_cross_entropy.hpp>
#include <inlay/losses/categorical_cross_entropy.hpp>
#include <inlay/losses/categorical_focal_cross_entropy.hpp>
#include <inlay/losses/categorical_hinge.hpp>
#include <inlay/losses/contrastive.hpp>
#include <inlay/losses/cosine_similarity.hpp>
#include <inlay/losses/ctc.hpp>
#include <inlay/losses/hinge.hpp>
#include <inlay/losses/huber.hpp>
#include <inlay/losses/joint_loss.hpp>
#include <inlay/losses/kl_divergence.hpp>
#include <inlay/losses/log_cosh.hpp>
#include <inlay/losses/mean_absolute_error.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <inlay/losses/poisson.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/losses/squared_hinge.hpp>
#include <inlay/losses/triplet_margin.hpp>
//
#include <inlay/optimizers/adadelta.hpp>
#include <inlay/optimizers/adagrad.hpp>
#include <inlay/optimizers/adam.hpp>
#include <inlay/optimizers/adamax.hpp>
#include <inlay/optimizers/adamw.hpp>
#include <inlay/optimizers/amsgrad.hpp>
#include <inlay/optimizers/clipping.hpp>
#include <inlay/optimizers/lion.hpp>
#include <inlay/optimizers/nadam.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/optimizers/rmsprop.hpp>
#include <inlay/optimizers/sgd.hpp>
//
#include <inlay/inspect/cost.hpp>
#include <inlay/inspect/structure.hpp>
//
#include <inlay/network/infer.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/stream.hpp>
#include <inlay/network/train.hpp>
#include <inlay/network/workspace.hpp>
