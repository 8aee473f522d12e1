// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "networks.hpp"

/// Networks of MLPerf Tiny for pictures (and spectrograms), as data: convolutions with batch normalisations, and ways around them.
namespace bench {

constexpr float normalisation_epsilon = 1e-3f;  // Keras'

/// A convolution of [height][width][channels] and what follows it: a batch normalisation, the addition of what another one gave, relu.
struct picture_layer {
    std::size_t height, width, channels, filters, kernel_height, kernel_width, stride;
    bool depthwise, normalised, relu;
    int from, sum;       ///< whose result it takes, and whose result is added, by number: -1 are the samples, none
    floats kernel{};     ///< [kernel height][kernel width][channels][filters]; depthwise [kernel height][kernel width][channels]
    floats bias{};
    floats gamma{}, beta{}, mean{}, variance{};  ///< empty where nothing is normalised

    std::size_t out_height() const { return (height + stride - 1) / stride; }
    std::size_t out_width() const { return (width + stride - 1) / stride; }
    std::size_t out_size() const { return out_height() * out_width() * filters; }
    /// Keras' padding::same: the odd one of the rows or columns of zeros is at the end.
    std::size_t top() const { return padding(height, out_height(), kernel_height) / 2; }
    std::size_t bottom() const { return padding(height, out_height(), kernel_height) - top(); }
    std::size_t left() const { return padding(width, out_width(), kernel_width) / 2; }
    std::size_t right() const { return padding(width, out_width(), kernel_width) - left(); }
    double flops() const { return 2.0 * static_cast<double>(out_height() * out_width() * kernel.size()); }

private:
    std::size_t padding(std::size_t in, std::size_t out, std::size_t window) const {
        const std::size_t reach = (out - 1) * stride + window;
        return reach > in ? reach - in : 0;
    }
};

/// Layers in an order in which they can run, the average of the last one's result over its pixels, and a dense layer with a softmax.
struct picture_network {
    std::string name, title;
    std::vector<picture_layer> layers;
    dense_layer last;

    std::size_t inputs() const;
    std::size_t parameters() const;  ///< of inference, normalisations folded
    double flops() const;
    double training_flops() const;
};

picture_network resnet8();
picture_network ds_cnn();
/// The same function without normalisations: they go into kernels and biases.
picture_network folded(picture_network net);
/// The kernel as [filters][channels][kernel height][kernel width], channels being 1 if depthwise.
floats filters_first(const picture_layer& layer);

}  // namespace bench
