// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// What a tensor of parameters is for. Optimisers step weights and biases; regularisers see weights alone, so that the factors of a
/// normalisation count as biases; a statistic (the running mean of a normalisation) moves at its own rate: see leaf::rate.
enum class role : std::uint8_t { weight, bias, statistic };

/// How a tensor is filled before training. Names and formulas are Keras': with limits or deviations from fan_in and
/// fan_out, the numbers of values that one output sums up and that one input feeds.
enum class initializer : std::uint8_t {
    by_layer,        ///< what the layer asks for: Keras' defaults
    zeros,           ///< 0
    ones,            ///< 1
    constant,        ///< leaf::value
    glorot_uniform,  ///< U(-l, l), l = sqrt(6 / (fan_in + fan_out)); Glorot & Bengio 2010
    glorot_normal,   ///< truncated N(0, 2 / (fan_in + fan_out))
    he_uniform,      ///< U(-l, l), l = sqrt(6 / fan_in); He et al. 2015
    he_normal,       ///< truncated N(0, 2 / fan_in)
    lecun_uniform,   ///< U(-l, l), l = sqrt(3 / fan_in); LeCun et al. 1998
    lecun_normal,    ///< truncated N(0, 1 / fan_in)
    random_uniform,  ///< U(-0.05, 0.05)
    random_normal,   ///< N(0, 0.05^2)
    orthogonal,      ///< fan_in rows, orthonormal, or orthonormal columns where these are fewer; Saxe et al. 2014
    forget_ones,     ///< 0, and 1 in the second quarter: the biases of an LSTM's forget gate; Jozefowicz et al. 2015
    fan_in_uniform,  ///< U(-l, l), l = 1 / sqrt(fan_in): what PyTorch gives the weights and biases of Linear and Conv
};

/// Which initialisers a model starts from, by role.
struct initializers {
    initializer weight = initializer::by_layer;
    initializer bias = initializer::by_layer;
};

/// Glorot uniform kernels and zero biases, or what else a layer asks for.
inline constexpr initializers keras_defaults{};
/// torch.nn.Linear and Conv2d: weights and biases from U(-1/sqrt(fan_in), 1/sqrt(fan_in)).
inline constexpr initializers pytorch_defaults{initializer::fan_in_uniform, initializer::fan_in_uniform};

/// What a layer says of one of its tensors.
struct leaf {
    const char* name;                    ///< "kernel", "bias": Keras' word
    inlay::role role = role::weight;
    initializer init = initializer::zeros;
    std::size_t fan_in = 0, fan_out = 0;  ///< 0: filled as `init` says, whatever a model's initialisers are
    double value = 0;                    ///< for initializer::constant
    double rate = 0;                     ///< for role::statistic: statistic -= rate * gradient at each step
};

}  // namespace inlay::inline INLAY_ABI
