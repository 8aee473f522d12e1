// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/layers/recurrent.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/matrix_backward.hpp>
#include <inlay/simd/recurrent.hpp>
#include <type_traits>

/// The parameters of a recurrent layer without gates and its passes; simple_rnn.hpp has the formula.
namespace inlay::inline INLAY_ABI::detail {

template <class T, std::size_t Features, std::size_t Units, bool HasBias>
struct simple_rnn_parameters {
    tensor<T, shape<Features, Units>> kernel;
    tensor<T, shape<Units, Units>> recurrent_kernel;
    [[no_unique_address]] std::conditional_t<HasBias, tensor<T, shape<Units>>, no_bias> bias;

    constexpr const T* input_bias() const {
        if constexpr (HasBias) {
            return bias.data();
        } else {
            return simd::zeros<T, Units>;
        }
    }

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"kernel", role::weight, initializer::glorot_uniform, Features, Units}, p.kernel...);
        visit(leaf{"recurrent_kernel", role::weight, initializer::orthogonal, Units, Units}, p.recurrent_kernel...);
        if constexpr (HasBias) visit(leaf{"bias", role::bias, initializer::zeros, Units, Units}, p.bias...);
    }
    friend constexpr bool operator==(const simple_rnn_parameters&, const simple_rnn_parameters&) = default;
};

/// Sums from x and from h, and h, to: the new h, it once more, h before.
struct simple_rnn_activate {
    template <class P>
    constexpr auto operator()(P from_x, P from_h, P h) const {
        const P now = simd::tanh(from_x + from_h);
        return std::array<P, 3>{now, now, h};
    }
};

template <class In, std::size_t Units, bool HasBias>
struct simple_rnn_passes {
    static constexpr std::size_t steps = In::dims[0], features = In::dims[1], U = Units, states = 1;
    template <class T>
    using parameters = simple_rnn_parameters<T, features, Units, HasBias>;

    // Of each step: the state behind it and the state before it.
    static constexpr memory cache{steps * 2 * U, 0};
    static constexpr memory scratch{(steps + 2) * U, U * U};
    static constexpr std::uint64_t flops = std::uint64_t{steps} * (2 * U * (features + U) + 20 * U);

    // One step of one sequence.
    template <class T, class W>
    INLAY_INLINE static constexpr void step(const parameters<W>& p, const T* x, T* h, T* y) {
        if constexpr (simd::gate_packs<T, U>::fit) {
            if (!INLAY_CONSTANT_EVALUATED) {
                return simd::simple_rnn_step<features, U>(x, p.kernel.data(), p.recurrent_kernel.data(), p.input_bias(), h, y);
            }
        }
        T g[U], u[U], unused[U];
        simd::affine<features, U>(x, p.kernel.data(), p.input_bias(), g, simd::fixed<1>{});
        simd::affine<U, U>(h, p.recurrent_kernel.data(), simd::zeros<W, U>, u, simd::fixed<1>{});
        simd::map_all(simd::fixed<U>{}, simple_rnn_activate{}, std::array<T*, 3>{h, y, unused}, std::array<const T*, 3>{g, u, h});
    }

    // Time step by time step over the whole batch: n x Units times Units x Units.
    template <class W, class T, class Walk>
    static constexpr void forward(const parameters<W>& p, const T* x, const Walk& walk, const training_pass<T>& pass) {
        const std::size_t n = walk.n, rows = n * steps;
        T *const all = pass.cache.per_sample, *const before = all + rows * U;
        T *const h = pass.scratch.per_sample, *const u = h + n * U;
        simd::affine<features, U>(x, p.kernel.data(), p.input_bias(), all, rows);
        walk.begin(h);
        for (std::size_t t = 0; t < steps; ++t) {
            walk.hold(t, h);
            simd::affine<U, U>(h, p.recurrent_kernel.data(), simd::zeros<W, U>, u, n);
            for (std::size_t s = 0; s < n; ++s) {
                const std::size_t at = walk.row(s, t) * U;
                simd::map_all(simd::fixed<U>{}, simple_rnn_activate{}, std::array<T*, 3>{h + s * U, all + at, before + at},
                              std::array<const T*, 3>{all + at, u + s * U, h + s * U});
            }
            walk.settle(t, h);
        }
        walk.end(h);
    }

    template <class W, class T, class G, class Walk>
    static constexpr void backward(const parameters<W>& p, const T* x, T* dx, parameters<G>& dp, const Walk& walk, region<T> scratch, const T* all) {
        const std::size_t n = walk.n, rows = n * steps;
        const T* const before = all + rows * U;
        T *const dg = scratch.per_sample, *const now = dg + rows * U, *const dh = now + n * U, *const turned = scratch.per_call;
        simd::transpose<U, U>(p.recurrent_kernel.data(), turned);
        walk.begin(dh);
        for (std::size_t t = steps; t-- > 0;) {
            walk.take(t, dh);
            for (std::size_t s = 0; s < n; ++s) {
                const std::size_t at = walk.row(s, t) * U;
                simd::map_all(simd::fixed<U>{}, [](auto h, auto d) {
                    const auto slope = d * (decltype(d)(1) - h * h);
                    return std::array{slope, slope};
                }, std::array<T*, 2>{dg + at, now + s * U}, std::array<const T*, 2>{all + at, dh + s * U});
            }
            walk.leave_out(t, U, dg, now);
            simd::affine<U, U>(now, turned, simd::zeros<T, U>, dh, n);
            walk.give_back(t, dh);
        }
        walk.end(dh);
        if (dx != nullptr) simd::multiply_transposed<features, U>(dg, p.kernel.data(), dx, rows);
        simd::accumulate_outer<features, U>(x, dg, dp.kernel.data(), rows);
        simd::accumulate_outer<U, U>(before, dg, dp.recurrent_kernel.data(), rows);
        if constexpr (HasBias) simd::accumulate_rows<U>(dg, dp.bias.data(), rows);
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
