// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

/// The networks of the benchmark as data: every contestant builds its own from the same weights.
namespace bench {

/// Memory that starts at a cache line, for everybody alike.
template <class T>
struct line_allocator {
    using value_type = T;
    line_allocator() = default;
    template <class U>
    line_allocator(const line_allocator<U>&) {}
    T* allocate(std::size_t n) {
        if (void* p = std::aligned_alloc(64, (n * sizeof(T) + 63) / 64 * 64)) return static_cast<T*>(p);
        throw std::bad_alloc();
    }
    void deallocate(T* p, std::size_t) { std::free(p); }
    bool operator==(const line_allocator&) const { return true; }
    bool operator!=(const line_allocator&) const { return false; }
};
using floats = std::vector<float, line_allocator<float>>;

enum class activation { none, relu, sigmoid, softmax };

struct dense_layer {
    std::size_t in, out;
    activation after;
    floats kernel;  ///< [in][out]
    floats bias;
};

/// A valid convolution with stride 1, relu, and a max-pool of 2 with stride 2. Images are [height][width][channels].
struct convolution_layer {
    std::size_t height, width, channels, filters, window;
    floats kernel;  ///< [window][window][channels][filters]
    floats bias;
    std::size_t out_height() const { return height - window + 1; }
    std::size_t out_width() const { return width - window + 1; }
};

/// Convolutions, if any, and then dense layers.
struct network {
    std::string name;   ///< W1, W2 ...
    std::string title;  ///< for people
    std::vector<convolution_layer> convolutions;
    std::vector<dense_layer> dense;

    std::size_t inputs() const;
    std::size_t outputs() const { return dense.back().out; }
    std::size_t parameters() const;
    double flops() const;           ///< of one sample's inference: multiplications and additions
    double training_flops() const;  ///< forward and backward, without the first layer's input gradient
};

/// gru (three gates; reset applied after the product, Keras' reset_after and PyTorch's) or lstm (four), one value in,
/// and a dense layer with one value out. Gates in PyTorch's order: r z n, and i f g o.
struct recurrent_network {
    std::string name, title;
    bool lstm;
    std::size_t units;
    floats input_kernel;      ///< [gates][units]
    floats recurrent_kernel;  ///< [gates][units out][units in]
    floats input_bias;        ///< [gates][units]
    floats recurrent_bias;    ///< [gates][units]
    dense_layer last;
    std::size_t gates() const { return lstm ? 4 : 3; }
    double flops() const;
};

struct samples {
    std::size_t n;
    floats x;
    std::vector<std::int32_t> labels;
};

/// y[m][n] = x[m][k] w[k][n].
struct product {
    std::size_t m, n, k;
    floats x, w;
};

network w1();
network w2();
network w3();
network w4();
recurrent_network gru16();
recurrent_network lstm20();
samples some(std::size_t n, std::size_t inputs);
floats uniform(std::size_t n, float low, float high, unsigned seed);
product some_product(std::size_t m, std::size_t n, std::size_t k);

/// The kernel as [out][in].
floats transposed(const dense_layer& layer);
/// The kernel of the layer behind the convolutions, [in][out], for a library that flattens [channels][height][width].
floats from_channels_first(const dense_layer& layer, const convolution_layer& before);
/// The kernel as [filters][channels][window][window].
floats filters_first(const convolution_layer& layer);

}  // namespace bench
