// SPDX-License-Identifier: BSD-3-Clause
// OpenBLAS: sgemv for one sample, sgemm for several, the bias put into the result before (beta = 1). It has no convolutions:
// for W4 im2col is written by hand around sgemm, a reference for what a day's work on top of a BLAS gives.
#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "../contest.hpp"

namespace bench {
namespace {

int size(std::size_t n) { return static_cast<int>(n); }

void softmax(float* y, std::size_t n) {
    const float most = *std::max_element(y, y + n);
    float sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += y[i] = std::exp(y[i] - most);
    for (std::size_t i = 0; i < n; ++i) y[i] /= sum;
}

/// y[rows][out] = x[rows][in] kernel + bias
void affine(const float* x, const floats& kernel, const floats& bias, float* y, std::size_t rows) {
    const std::size_t out = bias.size(), in = kernel.size() / out;
    for (std::size_t r = 0; r < rows; ++r) std::copy(bias.begin(), bias.end(), y + r * out);
    if (rows == 1) {
        cblas_sgemv(CblasRowMajor, CblasTrans, size(in), size(out), 1, kernel.data(), size(out), x, 1, 1, y, 1);
    } else {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size(rows), size(out), size(in), 1, x, size(in), kernel.data(),
                    size(out), 1, y, size(out));
    }
}

void dense(const dense_layer& d, const float* x, float* y, std::size_t n) {
    affine(x, d.kernel, d.bias, y, n);
    if (d.after == activation::relu) {
        for (std::size_t i = 0; i < n * d.out; ++i) y[i] = std::max(y[i], 0.0f);
    } else if (d.after == activation::sigmoid) {
        for (std::size_t i = 0; i < n * d.out; ++i) y[i] = 1 / (1 + std::exp(-y[i]));
    } else if (d.after == activation::softmax) {
        for (std::size_t s = 0; s < n; ++s) softmax(y + s * d.out, d.out);
    }
}

/// One image, [channels][Side][Side]: each tap's pixels as a row of a matrix, a product, then bias, relu and pooling in one go.
/// The sizes are constants, or copying would be calls.
template <std::size_t Side>
void convolution(const convolution_layer& c, const floats& filters, const float* x, float* rows, float* values, float* y) {
    constexpr std::size_t side = Side - 4, pixels = side * side;
    float* to = rows;
    for (std::size_t channel = 0; channel < c.channels; ++channel, x += Side * Side) {
        for (std::size_t i = 0; i < 5; ++i) {
            for (std::size_t j = 0; j < 5; ++j) {
                for (std::size_t r = 0; r < side; ++r, to += side) std::memcpy(to, x + (r + i) * Side + j, side * sizeof(float));
            }
        }
    }
    const int taps = size(c.channels * 25);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size(c.filters), size(pixels), taps, 1, filters.data(), taps, rows,
                size(pixels), 0, values, size(pixels));
    for (std::size_t f = 0; f < c.filters; ++f) {
        for (std::size_t i = 0; i < side / 2; ++i, values += 2 * side, y += side / 2) {
            float larger[side];
            for (std::size_t j = 0; j < side; ++j) larger[j] = std::max(values[j], values[side + j]);
            for (std::size_t j = 0; j < side / 2; ++j)
                y[j] = std::max(std::max(larger[2 * j], larger[2 * j + 1]) + c.bias[f], 0.0f);
        }
    }
}

struct state {
    const samples& given;
    std::vector<convolution_layer> convolutions;
    std::vector<floats> filters;  // [filters][channels][taps]
    std::vector<dense_layer> layers;
    floats rows, values, image;
    std::vector<floats> results;  // of the dense layers, their input first

    state(const network& net, const samples& s) : given(s), convolutions(net.convolutions), layers(net.dense) {
        for (const auto& c : convolutions) {
            const std::size_t pixels = c.out_height() * c.out_width();
            filters.push_back(filters_first(c));
            rows.resize(std::max(rows.size(), pixels * c.window * c.window * c.channels));
            values.resize(std::max(values.size(), pixels * c.filters));
            image.resize(std::max(image.size(), pixels / 4 * c.filters));
        }
        if (convolutions.empty()) {
            results.push_back(s.x);
        } else {
            results.emplace_back(s.n * layers[0].in);
            layers[0].kernel = from_channels_first(layers[0], convolutions.back());
        }
        for (const auto& d : layers) results.emplace_back(s.n * d.out);
    }
    void run() {
        if (!convolutions.empty()) {
            for (std::size_t s = 0; s < given.n; ++s) {
                convolution<28>(convolutions[0], filters[0], given.x.data() + s * 784, rows.data(), values.data(), image.data());
                convolution<12>(convolutions[1], filters[1], image.data(), rows.data(), values.data(),
                                results[0].data() + s * 256);
            }
        }
        for (std::size_t i = 0; i < layers.size(); ++i) dense(layers[i], results[i].data(), results[i + 1].data(), given.n);
    }
};

contestant infer(const network& net, const samples& s) {
    const auto m = std::make_shared<state>(net, s);
    const bool by_hand = !net.convolutions.empty();
    return {by_hand ? "OpenBLAS-by-hand" : "OpenBLAS",
            repeat([m] { m->run(); }),
            [m] {
                const floats& y = m->results.back();
                return std::vector<float>(y.begin(), y.end());
            },
            {},
            by_hand};
}

contestant multiply(const product& p) {
    const auto y = std::make_shared<floats>(p.m * p.n);
    return {"OpenBLAS",
            repeat([y, &p] {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size(p.m), size(p.n), size(p.k), 1, p.x.data(), size(p.k),
                            p.w.data(), size(p.n), 0, y->data(), size(p.n));
            }),
            [y] { return std::vector<float>(y->begin(), y->end()); },
            {}};
}

const bool added = add({"OpenBLAS", infer, nullptr, multiply, nullptr});

}  // namespace
}  // namespace bench
