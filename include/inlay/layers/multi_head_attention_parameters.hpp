// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/tensor.hpp>

/// The options of multi_head_attention, the shapes it takes and its parameters.
namespace inlay::inline INLAY_ABI {

/// Which steps of the memory a step sees: all, or with causal those up to its own.
enum class attention_mask : unsigned char { none, causal };

/// Values per head of an attention, where they are not as many as keys.
struct value_dim {
    std::size_t count;
    friend constexpr bool operator==(value_dim, value_dim) = default;
};

/// Rate of a dropout within a layer.
struct dropout_rate {
    real rate;
};

namespace detail {

struct attention_options {
    std::size_t heads, key_dim, value_dim;
    bool causal, biased;
    real rate;
};

/// The sequence that asks and the one that is asked.
template <class In>
struct attention_shapes {
    static constexpr bool valid = false;
};
template <std::size_t Steps, std::size_t Dim>
struct attention_shapes<shape<Steps, Dim>> {
    static constexpr bool valid = true, itself = true;
    using query = shape<Steps, Dim>;
    using memory = query;
};
template <std::size_t Steps, std::size_t Dim, std::size_t MemorySteps, std::size_t MemoryDim>
struct attention_shapes<shapes<shape<Steps, Dim>, shape<MemorySteps, MemoryDim>>> {
    static constexpr bool valid = true, itself = false;
    using query = shape<Steps, Dim>;
    using memory = shape<MemorySteps, MemoryDim>;
};
template <class In>
concept attends = attention_shapes<In>::valid;

template <class T, class S>
inline constexpr tensor<T, S> zero_bias{};

/// One of the four projections: its bias is a member only where there is one.
template <class T, class Kernel, class Bias, bool Biased>
struct attention_projection {
    tensor<T, Kernel> kernel;
    tensor<T, Bias> bias;
    constexpr const T* shift() const { return bias.data(); }  // what forward adds
    constexpr T* sums() { return bias.data(); }               // where backward adds
    friend constexpr bool operator==(const attention_projection&, const attention_projection&) = default;
};
template <class T, class Kernel, class Bias>
struct attention_projection<T, Kernel, Bias, false> {
    tensor<T, Kernel> kernel;
    constexpr const T* shift() const { return zero_bias<T, Bias>.data(); }
    constexpr T* sums() { return nullptr; }
    friend constexpr bool operator==(const attention_projection&, const attention_projection&) = default;
};

template <class T, attention_options O, std::size_t Dim, std::size_t MemoryDim>
struct attention_parameters {
    attention_projection<T, shape<Dim, O.heads, O.key_dim>, shape<O.heads, O.key_dim>, O.biased> query;
    attention_projection<T, shape<MemoryDim, O.heads, O.key_dim>, shape<O.heads, O.key_dim>, O.biased> key;
    attention_projection<T, shape<MemoryDim, O.heads, O.value_dim>, shape<O.heads, O.value_dim>, O.biased> value;
    attention_projection<T, shape<O.heads, O.value_dim, Dim>, shape<Dim>, O.biased> output;

    static constexpr void leaves(auto&& visit, auto&... p) {
        constexpr auto weight = [](const char* name, std::size_t first, std::size_t second, std::size_t third) {
            return leaf{name, role::weight, initializer::glorot_uniform, first * second, first * third};
        };
        constexpr auto bias = [](const char* name, std::size_t in, std::size_t out) { return leaf{name, role::bias, initializer::zeros, in, out}; };
        constexpr std::size_t keys = O.heads * O.key_dim, values = O.heads * O.value_dim;
        visit(weight("query_kernel", Dim, O.heads, O.key_dim), p.query.kernel...);
        if constexpr (O.biased) visit(bias("query_bias", Dim, keys), p.query.bias...);
        visit(weight("key_kernel", MemoryDim, O.heads, O.key_dim), p.key.kernel...);
        if constexpr (O.biased) visit(bias("key_bias", MemoryDim, keys), p.key.bias...);
        visit(weight("value_kernel", MemoryDim, O.heads, O.value_dim), p.value.kernel...);
        if constexpr (O.biased) visit(bias("value_bias", MemoryDim, values), p.value.bias...);
        visit(weight("output_kernel", O.heads, O.value_dim, Dim), p.output.kernel...);
        if constexpr (O.biased) visit(bias("output_bias", values, Dim), p.output.bias...);
    }
    friend constexpr bool operator==(const attention_parameters&, const attention_parameters&) = default;
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
