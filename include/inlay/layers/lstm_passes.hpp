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

/// The parameters of an LSTM and its passes; lstm.hpp has the formulas.
namespace inlay::inline INLAY_ABI::detail {

template <class T, std::size_t Features, std::size_t Units, bool HasBias, bool ForgetOnes>
struct lstm_parameters {
    tensor<T, shape<Features, 4 * Units>> kernel;
    tensor<T, shape<Units, 4 * Units>> recurrent_kernel;
    [[no_unique_address]] std::conditional_t<HasBias, tensor<T, shape<4 * Units>>, no_bias> bias;

    constexpr const T* input_bias() const {
        if constexpr (HasBias) {
            return bias.data();
        } else {
            return simd::zeros<T, 4 * Units>;
        }
    }

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"kernel", role::weight, initializer::glorot_uniform, Features, 4 * Units}, p.kernel...);
        visit(leaf{"recurrent_kernel", role::weight, initializer::orthogonal, Units, 4 * Units}, p.recurrent_kernel...);
        if constexpr (HasBias) visit(leaf{"bias", role::bias, ForgetOnes ? initializer::forget_ones : initializer::zeros, Units, 4 * Units}, p.bias...);
    }
    friend constexpr bool operator==(const lstm_parameters&, const lstm_parameters&) = default;
};

/// Sums from x and from h, and the cell state, to: h, the cell state, i, f, g, o, tanh of the new cell state, the cell state
/// and h before.
struct lstm_activate {
    template <class P>
    constexpr auto operator()(P xi, P xf, P xg, P xo, P ui, P uf, P ug, P uo, P c, P h) const {
        const P i = simd::sigmoid(xi + ui), f = simd::sigmoid(xf + uf), g = simd::tanh(xg + ug), o = simd::sigmoid(xo + uo);
        const P now = fma(i, g, f * c), shown = simd::tanh(now);
        return std::array<P, 9>{o * shown, now, i, f, g, o, shown, c, h};
    }
};
/// dh and dc to: the gradients of the gates' sums, and dc of the step before.
struct lstm_slope {
    template <class P>
    constexpr auto operator()(P i, P f, P g, P o, P shown, P c, P dh, P later) const {
        const P one(1), dc = fma(dh * o, one - shown * shown, later);
        return std::array<P, 5>{dc * g * (i * (one - i)), dc * c * (f * (one - f)), dc * i * (one - g * g),
                                dh * shown * (o * (one - o)), dc * f};
    }
};

template <class In, std::size_t Units, bool HasBias, bool ForgetOnes>
struct lstm_passes {
    static constexpr std::size_t steps = In::dims[0], features = In::dims[1], U = Units, gates = 4 * Units, states = 2;
    template <class T>
    using parameters = lstm_parameters<T, features, Units, HasBias, ForgetOnes>;

    // Of each step: i, f, g and o; tanh of the cell state behind it; the cell state and the output before it.
    static constexpr memory cache{steps * 7 * U, 0};
    static constexpr memory scratch{(steps * 4 + 7) * U, gates * U};
    static constexpr std::uint64_t flops = std::uint64_t{steps} * (2 * gates * (features + U) + 80 * U);

    // One step of one sequence; h is followed by the cell state.
    template <class T, class W>
    INLAY_INLINE static constexpr void step(const parameters<W>& p, const T* x, T* h, T* y) {
        T* const c = h + U;
        if constexpr (simd::gate_packs<T, U>::fit) {
            if (!INLAY_CONSTANT_EVALUATED) {
                return simd::lstm_step<features, U>(x, p.kernel.data(), p.recurrent_kernel.data(), p.input_bias(), h, c, y);
            }
        }
        T g[gates], u[gates], unused[3][U];
        simd::affine<features, gates>(x, p.kernel.data(), p.input_bias(), g, simd::fixed<1>{});
        simd::affine<U, gates>(h, p.recurrent_kernel.data(), simd::zeros<W, gates>, u, simd::fixed<1>{});
        simd::map_all(simd::fixed<U>{}, lstm_activate{},
                      std::array<T*, 9>{h, c, g, g + U, g + 2 * U, g + 3 * U, unused[0], unused[1], unused[2]},
                      std::array<const T*, 10>{g, g + U, g + 2 * U, g + 3 * U, u, u + U, u + 2 * U, u + 3 * U, c, h});
        for (std::size_t i = 0; i < U; ++i) y[i] = h[i];
    }

    // Time step by time step over the whole batch: n x Units times Units x 4 Units.
    template <class W, class T, class Walk>
    static constexpr void forward(const parameters<W>& p, const T* x, const Walk& walk, const training_pass<T>& pass) {
        const std::size_t n = walk.n, rows = n * steps;
        T *const all = pass.cache.per_sample, *const shown = all + rows * gates;
        T *const cells = shown + rows * U, *const before = cells + rows * U;
        T *const h = pass.scratch.per_sample, *const c = h + n * U, *const u = c + n * U;
        simd::affine<features, gates>(x, p.kernel.data(), p.input_bias(), all, rows);
        walk.begin(h);
        for (std::size_t t = 0; t < steps; ++t) {
            walk.hold(t, h);
            simd::affine<U, gates>(h, p.recurrent_kernel.data(), simd::zeros<W, gates>, u, n);
            for (std::size_t s = 0; s < n; ++s) {
                const std::size_t row = walk.row(s, t), at = row * U;
                T *const g = all + row * gates, *const us = u + s * gates, *const hs = h + s * U, *const cs = c + s * U;
                simd::map_all(simd::fixed<U>{}, lstm_activate{},
                              std::array<T*, 9>{hs, cs, g, g + U, g + 2 * U, g + 3 * U, shown + at, cells + at, before + at},
                              std::array<const T*, 10>{g, g + U, g + 2 * U, g + 3 * U, us, us + U, us + 2 * U, us + 3 * U,  //
                                                       cs, hs});
            }
            walk.settle(t, h);
        }
        walk.end(h);
    }

    template <class W, class T, class G, class Walk>
    static constexpr void backward(const parameters<W>& p, const T* x, T* dx, parameters<G>& dp, const Walk& walk, region<T> scratch, const T* all) {
        const std::size_t n = walk.n, rows = n * steps;
        const T *const shown = all + rows * gates;
        const T *const cells = shown + rows * U, *const before = cells + rows * U;
        T *const dg = scratch.per_sample, *const now = dg + rows * gates;
        T *const dh = now + n * gates, *const dc = dh + n * U, *const turned = scratch.per_call;
        simd::transpose<U, gates>(p.recurrent_kernel.data(), turned);
        walk.begin(dh);
        for (std::size_t t = steps; t-- > 0;) {
            walk.take(t, dh);
            for (std::size_t s = 0; s < n; ++s) {
                const std::size_t row = walk.row(s, t), at = row * U;
                T *const d = dg + row * gates, *const hs = dh + s * U, *const cs = dc + s * U;
                const T* const g = all + row * gates;
                simd::map_all(simd::fixed<U>{}, lstm_slope{}, std::array<T*, 5>{d, d + U, d + 2 * U, d + 3 * U, cs},
                              std::array<const T*, 8>{g, g + U, g + 2 * U, g + 3 * U, shown + at, cells + at, hs, cs});
                for (std::size_t i = 0; i < gates; ++i) now[s * gates + i] = d[i];
            }
            walk.leave_out(t, gates, dg, now);
            simd::affine<gates, U>(now, turned, simd::zeros<T, U>, dh, n);
            walk.give_back(t, dh);
        }
        walk.end(dh);
        if (dx != nullptr) simd::multiply_transposed<features, gates>(dg, p.kernel.data(), dx, rows);
        simd::accumulate_outer<features, gates>(x, dg, dp.kernel.data(), rows);
        simd::accumulate_outer<U, gates>(before, dg, dp.recurrent_kernel.data(), rows);
        if constexpr (HasBias) simd::accumulate_rows<gates>(dg, dp.bias.data(), rows);
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
