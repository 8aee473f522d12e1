// SPDX-License-Identifier: BSD-3-Clause
#include "pictures.hpp"

#include <cmath>
#include <utility>

namespace bench {

namespace {

/// Adds layers one after the other, each with weights of its own.
struct builder {
    picture_network net;
    unsigned seed = 50;

    // He's bounds, so that values stay of order one through relus.
    int convolve(picture_layer l) {
        const std::size_t own = l.depthwise ? 1 : l.channels, depth = l.kernel_height * l.kernel_width * own;
        const float limit = std::sqrt(6.0f / static_cast<float>(depth));
        l.kernel = uniform(depth * l.filters, -limit, limit, ++seed);
        l.bias = uniform(l.filters, -0.1f, 0.1f, ++seed);
        if (l.normalised) {
            l.gamma = uniform(l.filters, 0.5f, 1, ++seed);
            l.beta = uniform(l.filters, -0.2f, 0.2f, ++seed);
            l.mean = uniform(l.filters, -0.2f, 0.2f, ++seed);
            l.variance = uniform(l.filters, 0.5f, 2, ++seed);
        }
        net.layers.push_back(std::move(l));
        return static_cast<int>(net.layers.size()) - 1;
    }
    void classify(std::size_t classes) {
        const std::size_t in = net.layers.back().filters;
        const float limit = std::sqrt(6.0f / static_cast<float>(in + classes));
        net.last = {in, classes, activation::softmax, uniform(in * classes, -limit, limit, ++seed), uniform(classes, -0.1f, 0.1f, ++seed)};
    }
};

}  // namespace

picture_network resnet8() {
    builder b{{"W10-resnet8", "ResNet-8", {}, {}}};
    int x = b.convolve({32, 32, 3, 16, 3, 3, 1, false, true, true, -1, -1});
    const int first = b.convolve({32, 32, 16, 16, 3, 3, 1, false, true, true, x, -1});
    x = b.convolve({32, 32, 16, 16, 3, 3, 1, false, true, true, first, x});
    std::size_t size = 32, channels = 16;
    for (const std::size_t filters : {32, 64}) {
        const int half = b.convolve({size, size, channels, filters, 3, 3, 2, false, true, true, x, -1});
        const int body = b.convolve({size / 2, size / 2, filters, filters, 3, 3, 1, false, true, false, half, -1});
        x = b.convolve({size, size, channels, filters, 1, 1, 2, false, false, true, x, body});
        size /= 2;
        channels = filters;
    }
    b.classify(10);
    return b.net;
}

picture_network ds_cnn() {
    builder b{{"W10-dscnn", "DS-CNN", {}, {}}};
    int x = b.convolve({49, 10, 1, 64, 10, 4, 2, false, true, true, -1, -1});
    for (int block = 0; block < 4; ++block) {
        x = b.convolve({25, 5, 64, 64, 3, 3, 1, true, true, true, x, -1});
        x = b.convolve({25, 5, 64, 64, 1, 1, 1, false, true, true, x, -1});
    }
    b.classify(12);
    return b.net;
}

picture_network folded(picture_network net) {
    for (picture_layer& l : net.layers) {
        if (!l.normalised) continue;
        for (std::size_t f = 0; f < l.filters; ++f) {
            const float scale = l.gamma[f] / std::sqrt(l.variance[f] + normalisation_epsilon);
            for (std::size_t k = f; k < l.kernel.size(); k += l.filters) l.kernel[k] *= scale;
            l.bias[f] = (l.bias[f] - l.mean[f]) * scale + l.beta[f];
        }
        l.normalised = false;
    }
    return net;
}

floats filters_first(const picture_layer& l) {
    const std::size_t depth = l.kernel.size() / l.filters, channels = l.depthwise ? 1 : l.channels, taps = depth / channels;
    floats t(l.kernel.size());
    for (std::size_t w = 0; w < taps; ++w) {
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t f = 0; f < l.filters; ++f) t[(f * channels + c) * taps + w] = l.kernel[(w * channels + c) * l.filters + f];
        }
    }
    return t;
}

std::size_t picture_network::inputs() const {
    const picture_layer& l = layers.front();
    return l.height * l.width * l.channels;
}
std::size_t picture_network::parameters() const {
    std::size_t sum = last.kernel.size() + last.bias.size();
    for (const picture_layer& l : layers) sum += l.kernel.size() + l.bias.size();
    return sum;
}
double picture_network::flops() const {
    double sum = 2.0 * static_cast<double>(last.kernel.size());
    for (const picture_layer& l : layers) sum += l.flops();
    return sum;
}
double picture_network::training_flops() const { return 3 * flops() - layers.front().flops(); }

}  // namespace bench
