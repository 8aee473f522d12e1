// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/random.hpp>
#include <inlay/compose/leaves.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/normal.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {

// Half the width of a uniform distribution, or a deviation. A normal distribution cut off at two deviations has
// 0.87962566103423978 of its deviation, which Keras and we correct for.
constexpr double spread_of(initializer kind, double fan_in, double fan_out) {
    const auto root = [](double v) { return sqrt(simd::pack<double, 1>(v)).v; };
    constexpr double cut = 0.87962566103423978;
    switch (kind) {
        case initializer::glorot_uniform: return root(6 / (fan_in + fan_out));
        case initializer::glorot_normal: return root(2 / (fan_in + fan_out)) / cut;
        case initializer::he_uniform: return root(6 / fan_in);
        case initializer::he_normal: return root(2 / fan_in) / cut;
        case initializer::lecun_uniform: return root(3 / fan_in);
        case initializer::lecun_normal: return root(1 / fan_in) / cut;
        case initializer::fan_in_uniform: return root(1 / fan_in);
        default: return 0.05;
    }
}

// Numbers from a normal distribution, made orthonormal one vector after the other (Gram and Schmidt, twice for accuracy):
// the Q of Keras' QR decomposition, signs included.
template <class T>
constexpr void make_orthonormal(T* values, std::size_t rows, std::size_t columns) {
    const bool wide = rows <= columns;
    const std::size_t vectors = wide ? rows : columns, length = wide ? columns : rows;
    const std::size_t apart = wide ? columns : 1, step = wide ? 1 : columns;
    for (std::size_t i = 0; i < vectors; ++i) {
        T* const v = values + i * apart;
        const auto product = [&](const T* w) {
            double sum = 0;
            for (std::size_t k = 0; k < length; ++k) sum += static_cast<double>(v[k * step]) * static_cast<double>(w[k * step]);
            return sum;
        };
        for (std::size_t j = 0; j < 2 * i; ++j) {
            const T* const w = values + j % i * apart;
            const double along = product(w);
            for (std::size_t k = 0; k < length; ++k) v[k * step] = static_cast<T>(v[k * step] - along * w[k * step]);
        }
        const double size = sqrt(simd::pack<double, 1>(product(v))).v;
        for (std::size_t k = 0; k < length; ++k) v[k * step] = static_cast<T>(v[k * step] / size);
    }
}

template <class T>
constexpr void initialize_leaf(const leaf& what, initializer chosen, T* values, std::size_t count, random& generator) {
    const initializer kind = chosen == initializer::by_layer ? what.init : chosen;
    const double width = spread_of(kind, static_cast<double>(what.fan_in), static_cast<double>(what.fan_out));
    for (std::size_t i = 0; i < count; ++i) {
        double v = 0;
        switch (kind) {
            case initializer::by_layer:
            case initializer::zeros: break;
            case initializer::ones: v = 1; break;
            case initializer::constant: v = what.value; break;
            case initializer::glorot_normal:
            case initializer::he_normal:
            case initializer::lecun_normal:  // cut off at two deviations: the quantiles within them
                v = width * simd::normal_quantile(0.022750131948179209 + 0.95449973610364158 * generator.uniform<double>());
                break;
            case initializer::forget_ones: v = i >= count / 4 && i < count / 2 ? 1 : 0; break;
            case initializer::orthogonal: v = simd::normal_quantile(generator.uniform<double>() + 0x1p-54); break;
            case initializer::random_normal: v = width * simd::normal_quantile(generator.uniform<double>() + 0x1p-54); break;
            default: v = width * (2 * generator.uniform<double>() - 1); break;
        }
        values[i] = static_cast<T>(v);
    }
    if (kind == initializer::orthogonal) make_orthonormal(values, what.fan_in, count / what.fan_in);
}

}  // namespace detail

/// Fills a network's parameters: the same numbers for the same seed on every platform. Tensors take their numbers one
/// after the other, in the order of leaf_table.
template <Network Net, class T>
constexpr void initialize(parameters<Net, T>& p, seed s, initializers how = keras_defaults) {
    random generator(s);
    const auto at = leaf_pointers<T>(p);
    for (std::size_t i = 0; i < at.size(); ++i) {
        const leaf_info& info = leaf_table<Net>[i];
        const initializer chosen = info.what.fan_in == 0 ? initializer::by_layer  // a slope or a scale: nothing to sum up
                                   : info.what.role == role::weight ? how.weight
                                   : info.what.role == role::bias   ? how.bias
                                                                    : initializer::by_layer;
        detail::initialize_leaf(info.what, chosen, at[i], info.size, generator);
    }
}

}  // namespace inlay::inline INLAY_ABI
