// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

/// The fully connected autoencoder of MLPerf Tiny (github.com/mlcommons/tiny) that hears when a machine is broken: one sample is 5
/// frames of 128 mel bands; what it reproduces badly is unusual.
// Statistics follow with a momentum of 0.9 instead of 0.99, for trainings of a few hundred steps; the counts do not depend on it.
namespace networks {
namespace nn = inlay;

template <std::size_t Units>
struct hidden : nn::sequential<nn::dense<Units>, nn::batch_norm<0.9>, nn::relu> {};

struct autoencoder : nn::sequential<nn::input<640>, hidden<128>, hidden<128>, hidden<128>, hidden<128>, hidden<8>,  //
                                    hidden<128>, hidden<128>, hidden<128>, hidden<128>, nn::dense<640>> {};

static_assert(nn::cost<autoencoder>.parameters == 269'992);                    // as Keras counts: statistics included
static_assert(nn::cost<nn::inference_t<autoencoder>>.parameters == 265'864);   // normalisations folded

}  // namespace networks
