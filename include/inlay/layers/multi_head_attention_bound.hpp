// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/random.hpp>
#include <inlay/layers/multi_head_attention_parameters.hpp>
#include <inlay/simd/attention.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/matrix_backward.hpp>
#include <limits>

namespace inlay::inline INLAY_ABI {

namespace detail {

// The products of a projection, as functions that projections of the same sizes share.
template <std::size_t From, std::size_t To, class T, class W>
constexpr void project(const T* x, const W* kernel, const W* bias, T* y, std::size_t rows) {
    simd::affine<From, To>(x, kernel, bias, y, rows);
}
template <std::size_t From, std::size_t To, class T, class W>
constexpr void project_back(const T* dy, const W* kernel, T* dx, std::size_t rows) {
    simd::multiply_transposed<From, To>(dy, kernel, dx, rows);
}
template <std::size_t From, std::size_t To, class T, class G>
constexpr void accumulate_projection(const T* x, const T* dy, G* kernel, G* bias, std::size_t rows) {
    simd::accumulate_outer<From, To>(x, dy, kernel, rows);
    if (bias != nullptr) simd::accumulate_rows<To>(dy, bias, rows);
}

template <class T, std::size_t KeyDim>
inline constexpr T attention_scale = T(1) / sqrt(simd::pack<T, 1>(static_cast<T>(KeyDim))).v;

/// The weights of one head: rows of scores through softmax, in place. A step of the memory whose mask is 0 gets no weight, nor does
/// one that a causal step does not see; a row without any that it sees is 0.
template <attention_options O, std::size_t Rows, std::size_t Columns, class T>
constexpr void attention_weights(T* scores, const T* mask) {
    constexpr T lowest = std::numeric_limits<T>::lowest();
    const T scale = attention_scale<T, O.key_dim>;
    for (std::size_t i = 0; i < Rows; ++i, scores += Columns) {
        const auto seen = [&] {
            if constexpr (O.causal) {
                return i + 1 < Columns ? i + 1 : Columns;
            } else {
                return simd::fixed<Columns>{};
            }
        }();
        if (mask != nullptr) {
            const auto hide = [](auto s, auto m) { return select(m > decltype(m)(T(0)), s, decltype(s)(lowest)); };
            simd::map(seen, hide, scores, static_cast<const T*>(scores), mask);
        }
        const T most = simd::largest(scores, seen);
        const auto exponential = [most, scale](auto s) {
            const auto e = simd::exp((s - most) * scale);
            return std::array{e, e};
        };
        const T sum = simd::map_sum(seen, exponential, scores, static_cast<const T*>(scores));
        const T share = mask != nullptr && most <= lowest ? T(0) : 1 / sum;
        simd::map(seen, [share](auto e) { return e * share; }, scores, static_cast<const T*>(scores));
        for (std::size_t j = seen; j < Columns; ++j) scores[j] = 0;
    }
}

/// Through softmax and scale: gradients of scores from those of the weights, in place. `weights` are what softmax gave and `kept`
/// what dropout made of them.
template <attention_options O, std::size_t Rows, std::size_t Columns, class T>
constexpr void attention_slopes(T* slopes, const T* weights, const T* kept) {
    const T scale = attention_scale<T, O.key_dim>;
    for (std::size_t i = 0; i < Rows; ++i, slopes += Columns, weights += Columns, kept += Columns) {
        const auto seen = [&] {
            if constexpr (O.causal) {
                return i + 1 < Columns ? i + 1 : Columns;
            } else {
                return simd::fixed<Columns>{};
            }
        }();
        const T* const from = slopes;
        const T mean = simd::sum(seen, [](auto d, auto k) { return d * k; }, from, kept);
        if constexpr (double{O.rate} > 0) {
            simd::map(seen, [mean, scale](auto d, auto w, auto k) { return (d * k - w * mean) * scale; }, slopes, from, weights, kept);
        } else {
            simd::map(seen, [mean, scale](auto d, auto w) { return (d - mean) * w * scale; }, slopes, from, weights);
        }
        for (std::size_t j = seen; j < Columns; ++j) slopes[j] = 0;
    }
}

/// multi_head_attention on In.
template <attention_options O, class In>
struct bound_attention : bound_layer<In, typename attention_shapes<In>::query> {
    using sides = attention_shapes<In>;
    using query = typename sides::query;
    using memory_shape = typename sides::memory;
    static constexpr std::size_t steps = query::dims[0], dim = query::dims[1], memory_steps = memory_shape::dims[0], memory_dim = memory_shape::dims[1];
    static constexpr std::size_t keys = O.heads * O.key_dim, values = O.heads * O.value_dim;  // of one step, all heads
    static constexpr std::size_t pairs = steps * memory_steps;
    static constexpr bool drops = double{O.rate} > 0;
    template <class T>
    using parameters = attention_parameters<T, O, dim, memory_dim>;

    static constexpr keep keeps = keep::input;
    static constexpr std::size_t projected = steps * keys + memory_steps * (keys + values);
    static constexpr memory cache{projected + steps * values + O.heads * pairs * (drops ? 2 : 1), 0};
    static constexpr memory inference_scratch{projected + steps * values, pairs};
    static constexpr memory training_scratch{projected + steps * values + memory_shape::size, pairs};
    static constexpr bool stochastic = drops;
    static constexpr bool reads_mask = true;
    static constexpr std::uint64_t flops = 2 * std::uint64_t{steps} * dim * (keys + values) + 2 * std::uint64_t{memory_steps} * memory_dim * (keys + values) +
                                           2 * std::uint64_t{pairs} * (keys + values) + 6 * std::uint64_t{pairs} * O.heads;

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        if constexpr (sides::itself) {
            attend(p, x.data(), x.data(), y.data(), x.samples(), pass);
        } else {
            attend(p, part<0>(x).data(), part<1>(x).data(), y.data(), x.samples(), pass);
        }
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        using T = typename DY::value_type;
        T *to = nullptr, *to_memory = nullptr;
        if constexpr (sides::itself) {
            if constexpr (wanted<DX>) to = dx.data();
            attend_backward(p, pass.x.data(), pass.x.data(), dy.data(), to, to_memory, dp, dy.samples(), pass.scratch, pass.cache.per_sample);
        } else {
            if constexpr (wanted<DX>) to = part<0>(dx).data();
            if constexpr (wanted<DX>) to_memory = part<1>(dx).data();
            attend_backward(p, part<0>(pass.x).data(), part<1>(pass.x).data(), dy.data(), to, to_memory, dp, dy.samples(), pass.scratch,
                            pass.cache.per_sample);
        }
    }

    /// Forward with the two sequences wherever they are.
    template <class W, class T, class Pass>
    static constexpr void attend(const parameters<W>& p, const T* x, const T* from, T* y, std::size_t n, const Pass& pass) {
        if constexpr (Pass::training) {
            const places<T> at(pass.cache.per_sample, n);
            weigh(p, x, from, y, n, at, at.weights, pairs, pass.mask, pass.generator);
        } else {
            const places<T> at(pass.scratch.per_sample, n);
            weigh(p, x, from, y, n, at, pass.scratch.per_call, 0, pass.mask, static_cast<random*>(nullptr));
        }
    }

    /// Backward alike. dx: nullptr where it is not wanted; d_memory: nullptr where it is not wanted or the sequence attends to itself.
    template <class W, class T, class G>
    static constexpr void attend_backward(const parameters<W>& p, const T* x, const T* from, const T* dy, T* dx, T* d_memory, parameters<G>& dp, std::size_t n,
                                          region<T> scratch, T* cache) {
        const places<T> at(cache, n), slope(scratch.per_sample, n);
        T* const more = slope.weights;  // what is added to the gradient of the memory
        const std::size_t rows = n * steps, memory_rows = n * memory_steps;
        project_back<values, dim>(dy, p.output.kernel.data(), slope.heads, rows);
        accumulate_projection<values, dim>(static_cast<const T*>(at.heads), dy, dp.output.kernel.data(), dp.output.sums(), rows);
        for (std::size_t h = 0; h < n * O.heads; ++h) {
            const head<T> a = at.of_head(h), d = slope.of_head(h);
            const T *const weights = at.weights + h * pairs, *const kept = drops ? weights + n * O.heads * pairs : weights;
            T* const scores = scratch.per_call;
            simd::multiply_columns<memory_steps, steps, O.value_dim, O.causal, T>({kept, memory_steps}, {d.out, values}, {d.v, values});
            simd::multiply_rows_transposed<steps, O.value_dim, memory_steps, O.causal, T>({d.out, values}, {a.v, values}, {scores, memory_steps});
            attention_slopes<O, steps, memory_steps>(scores, weights, kept);
            simd::multiply_rows<steps, memory_steps, O.key_dim, O.causal, T>({scores, memory_steps}, {a.k, keys}, {d.q, keys});
            simd::multiply_columns<memory_steps, steps, O.key_dim, O.causal, T>({scores, memory_steps}, {a.q, keys}, {d.k, keys});
        }
        accumulate_projection<dim, keys>(x, static_cast<const T*>(slope.q), dp.query.kernel.data(), dp.query.sums(), rows);
        accumulate_projection<memory_dim, keys>(from, static_cast<const T*>(slope.k), dp.key.kernel.data(), dp.key.sums(), memory_rows);
        accumulate_projection<memory_dim, values>(from, static_cast<const T*>(slope.v), dp.value.kernel.data(), dp.value.sums(), memory_rows);
        if (dx != nullptr) project_back<dim, keys>(static_cast<const T*>(slope.q), p.query.kernel.data(), dx, rows);
        const auto add = [&](T* to) {
            simd::map(simd::at_least<memory_shape::size>{n * memory_shape::size}, [](auto a, auto b) { return a + b; }, to, static_cast<const T*>(to),
                      static_cast<const T*>(more));
        };
        T* const memory_slope = sides::itself ? dx : d_memory;
        if (memory_slope == nullptr) return;
        project_back<memory_dim, keys>(static_cast<const T*>(slope.k), p.key.kernel.data(), sides::itself ? more : memory_slope, memory_rows);
        if constexpr (sides::itself) add(memory_slope);
        project_back<memory_dim, values>(static_cast<const T*>(slope.v), p.value.kernel.data(), more, memory_rows);
        add(memory_slope);
    }

private:
    // One head of one sample: rows are all heads wide.
    template <class T>
    struct head {
        T *q, *k, *v, *out;
    };
    // What forward computes of n samples, or the gradients of that. Weights are of one head after the other, sample by sample.
    template <class T>
    struct places {
        T *q, *k, *v, *heads, *weights;
        constexpr places(T* from, std::size_t n)
            : q(from), k(q + n * steps * keys), v(k + n * memory_steps * keys), heads(v + n * memory_steps * values), weights(heads + n * steps * values) {}
        constexpr head<T> of_head(std::size_t number) const {
            const std::size_t s = number / O.heads, h = number % O.heads;
            return {q + s * steps * keys + h * O.key_dim, k + s * memory_steps * keys + h * O.key_dim, v + s * memory_steps * values + h * O.value_dim,
                    heads + s * steps * values + h * O.value_dim};
        }
    };

    template <class W, class T>
    static constexpr void weigh(const parameters<W>& p, const T* x, const T* from, T* y, std::size_t n, const places<T>& at, T* weights, std::size_t step,
                                const T* mask, random* generator) {
        project<dim, keys>(x, p.query.kernel.data(), p.query.shift(), at.q, n * steps);
        project<memory_dim, keys>(from, p.key.kernel.data(), p.key.shift(), at.k, n * memory_steps);
        project<memory_dim, values>(from, p.value.kernel.data(), p.value.shift(), at.v, n * memory_steps);
        for (std::size_t h = 0; h < n * O.heads; ++h) {
            const head<T> a = at.of_head(h);
            T* kept = weights + h * step;
            simd::multiply_rows_transposed<steps, O.key_dim, memory_steps, O.causal, T>({a.q, keys}, {a.k, keys}, {kept, memory_steps});
            attention_weights<O, steps, memory_steps>(kept, mask == nullptr ? mask : mask + h / O.heads * memory_steps);
            if constexpr (drops) {
                if (generator != nullptr) {
                    T* const all = kept;
                    kept += n * O.heads * pairs;
                    drop(all, kept, *generator);
                }
            }
            simd::multiply_rows<steps, memory_steps, O.value_dim, O.causal, T>({kept, memory_steps}, {a.v, values}, {a.out, values});
        }
        project<values, dim>(static_cast<const T*>(at.heads), p.output.kernel.data(), p.output.shift(), y, n * steps);
    }

    // As the layer dropout does: each weight takes the generator's next number.
    template <class T>
    static constexpr void drop(const T* all, T* kept, random& generator) {
        constexpr auto dropped = static_cast<std::uint64_t>(double{O.rate} * 16777216 + 0.5);  // of 2^24
        constexpr T factor = static_cast<T>(1 / (1 - double{O.rate}));
        for (std::size_t i = 0; i < pairs; ++i) kept[i] = generator.peek(i) >> 40 < dropped ? T(0) : all[i] * factor;
        generator.skip(pairs);
    }

};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
