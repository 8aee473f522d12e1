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

/// The parameters of a GRU and its passes; gru.hpp has the formulas.
namespace inlay::inline INLAY_ABI::detail {

template <class T, std::size_t Features, std::size_t Units, reset Where, bool HasBias>
struct gru_parameters {
    tensor<T, shape<Features, 3 * Units>> kernel;
    tensor<T, shape<Units, 3 * Units>> recurrent_kernel;
    using bias_shape = std::conditional_t<Where == reset::after, shape<2, 3 * Units>, shape<3 * Units>>;
    [[no_unique_address]] std::conditional_t<HasBias, tensor<T, bias_shape>, no_bias> bias;

    /// What is added to x kernel, and with reset::after behind it what is added to h recurrent_kernel.
    constexpr const T* input_bias() const {
        if constexpr (HasBias) {
            return bias.data();
        } else {
            return simd::zeros<T, 6 * Units>;
        }
    }
    constexpr const T* recurrent_bias() const { return Where == reset::after ? input_bias() + 3 * Units : simd::zeros<T, 3 * Units>; }

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"kernel", role::weight, initializer::glorot_uniform, Features, 3 * Units}, p.kernel...);
        visit(leaf{"recurrent_kernel", role::weight, initializer::orthogonal, Units, 3 * Units}, p.recurrent_kernel...);
        if constexpr (HasBias) visit(leaf{"bias", role::bias, initializer::zeros, Units, 3 * Units}, p.bias...);
    }
    friend constexpr bool operator==(const gru_parameters&, const gru_parameters&) = default;
};

struct gru_reset {
    constexpr auto operator()(auto xr, auto ur, auto h) const { return simd::sigmoid(xr + ur) * h; }
};
/// Sums from x and from h to: state, z, r, candidate, the candidate's sum from h, the state before.
template <bool After>
struct gru_activate {
    template <class P>
    constexpr auto operator()(P xz, P xr, P xc, P uz, P ur, P uc, P h) const {
        const P z = simd::sigmoid(xz + uz), r = simd::sigmoid(xr + ur), c = simd::tanh(After ? fma(r, uc, xc) : xc + uc);
        return std::array<P, 6>{fma(P(1) - z, c, z * h), z, r, c, uc, h};
    }
};
/// dh to: the gradients of the sums from x, those of the sums from h, and what of dh goes straight to the state before.
template <bool After>
struct gru_slope {
    template <class P>
    constexpr auto operator()(P z, P r, P c, P uc, P h, P dh) const {
        const P one(1), dz = dh * (h - c) * (z * (one - z)), dc = dh * (one - z) * (one - c * c);
        if constexpr (!After) return std::array<P, 7>{dz, dz, dc, P(0), P(0), dc, dh * z};
        const P dr = dc * uc * (r * (one - r));
        return std::array<P, 7>{dz, dr, dc, dz, dr, dc * r, dh * z};
    }
};
/// The gradient d of reset * state to: that of the reset's sums, the gates' gradients to go through the recurrent kernel.
struct gru_reset_slope {
    template <class P>
    constexpr auto operator()(P r, P h, P d, P dh, P dz) const {
        const P dr = d * h * (r * (P(1) - r));
        return std::array<P, 5>{dr, dz, dr, P(0), fma(d, r, dh)};
    }
};

template <class In, std::size_t Units, bool HasBias, reset Where>
struct gru_passes {
    static constexpr std::size_t steps = In::dims[0], features = In::dims[1], U = Units, gates = 3 * Units, states = 1;
    static constexpr bool after = Where == reset::after;
    template <class T>
    using parameters = gru_parameters<T, features, Units, Where, HasBias>;

    // Of each step: z, r and candidate; its sum from h, or reset * state; the state before the step.
    static constexpr memory cache{steps * 5 * U, 0};
    static constexpr memory scratch{(steps * 6 + 8) * U, gates * U};
    static constexpr std::uint64_t flops = std::uint64_t{steps} * (2 * gates * (features + U) + 60 * U);

    // One step of one sequence.
    template <class T, class W>
    INLAY_INLINE static constexpr void step(const parameters<W>& p, const T* x, T* h, T* y) {
        if constexpr (simd::gate_packs<T, U>::fit) {
            if (!INLAY_CONSTANT_EVALUATED) {
                return simd::gru_step<features, U, after>(x, p.kernel.data(), p.recurrent_kernel.data(), p.input_bias(), h, y);
            }
        }
        constexpr simd::fixed<1> one{};
        T g[gates], u[gates], reset_h[U], unused[2][U];
        simd::affine<features, gates>(x, p.kernel.data(), p.input_bias(), g, one);
        simd::affine<U, gates>(h, p.recurrent_kernel.data(), p.recurrent_bias(), u, one);
        if constexpr (!after) {
            T products[gates];
            simd::map(simd::fixed<U>{}, gru_reset{}, reset_h, g + U, u + U, h);
            simd::affine<U, gates>(reset_h, p.recurrent_kernel.data(), p.recurrent_bias(), products, one);
            for (std::size_t i = 2 * U; i < gates; ++i) u[i] = products[i];
        }
        simd::map_all(simd::fixed<U>{}, gru_activate<after>{},
                      std::array<T*, 6>{h, g, g + U, g + 2 * U, unused[0], unused[1]},
                      std::array<const T*, 7>{g, g + U, g + 2 * U, u, u + U, u + 2 * U, h});
        for (std::size_t i = 0; i < U; ++i) y[i] = h[i];
    }

    // Time step by time step over the whole batch: n x Units times Units x 3 Units.
    template <class W, class T, class Walk>
    static constexpr void forward(const parameters<W>& p, const T* x, const Walk& walk, const training_pass<T>& pass) {
        const std::size_t n = walk.n, rows = n * steps;
        T *const all = pass.cache.per_sample, *const extra = all + rows * gates, *const before = extra + rows * U;
        T *const h = pass.scratch.per_sample, *const u = h + n * U, *const reset_h = u + n * gates;
        simd::affine<features, gates>(x, p.kernel.data(), p.input_bias(), all, rows);
        walk.begin(h);
        for (std::size_t t = 0; t < steps; ++t) {
            walk.hold(t, h);
            simd::affine<U, gates>(h, p.recurrent_kernel.data(), p.recurrent_bias(), u, n);
            for (std::size_t s = 0; !after && s < n; ++s) {
                T *const g = all + walk.row(s, t) * gates, *const us = u + s * gates;
                simd::map(simd::fixed<U>{}, gru_reset{}, reset_h + s * U, g + U, us + U, h + s * U);
            }
            T* const candidate = after ? u : reset_h + n * U;
            if constexpr (!after) simd::affine<U, gates>(reset_h, p.recurrent_kernel.data(), p.recurrent_bias(), candidate, n);
            for (std::size_t s = 0; s < n; ++s) {
                const std::size_t row = walk.row(s, t);
                T *const g = all + row * gates, *const us = u + s * gates, *const hs = h + s * U;
                T* const uh = candidate + s * gates + 2 * U;
                simd::map_all(simd::fixed<U>{}, gru_activate<after>{},
                              std::array<T*, 6>{hs, g, g + U, g + 2 * U, extra + row * U, before + row * U},
                              std::array<const T*, 7>{g, g + U, g + 2 * U, us, us + U, uh, hs});
                for (std::size_t i = 0; !after && i < U; ++i) extra[row * U + i] = reset_h[s * U + i];
            }
            walk.settle(t, h);
        }
        walk.end(h);
    }

    template <class W, class T, class G, class Walk>
    static constexpr void backward(const parameters<W>& p, const T* x, T* dx, parameters<G>& dp, const Walk& walk, region<T> scratch, const T* all) {
        const std::size_t n = walk.n, rows = n * steps;
        const T *const extra = all + rows * gates, *const before = extra + rows * U;
        // Gradients before the activations, of what came from x and of what came from h; the latter again for one step.
        T *const dg = scratch.per_sample, *const du = dg + rows * gates, *const now = du + rows * gates;
        T *const dh = now + n * gates, *const back = dh + n * U, *const turned = scratch.per_call;
        simd::transpose<U, gates>(p.recurrent_kernel.data(), turned);
        walk.begin(dh);
        for (std::size_t t = steps; t-- > 0;) {
            walk.take(t, dh);
            for (std::size_t s = 0; s < n; ++s) {
                const std::size_t row = walk.row(s, t);
                T *const ds = dh + s * U, *const d = dg + row * gates, *const e = now + s * gates;
                const T* const g = all + row * gates;
                simd::map_all(simd::fixed<U>{}, gru_slope<after>{},
                              std::array<T*, 7>{d, d + U, d + 2 * U, e, e + U, e + 2 * U, ds},
                              std::array<const T*, 6>{g, g + U, g + 2 * U, extra + row * U, before + row * U, ds});
            }
            walk.leave_out(t, gates, dg, now);
            simd::affine<gates, U>(now, turned, simd::zeros<T, U>, back, n);
            if constexpr (!after) {  // that was the gradient of reset * state: through both, and only then the other gates'
                for (std::size_t s = 0; s < n; ++s) {
                    const std::size_t row = walk.row(s, t);
                    T *const d = dg + row * gates, *const e = now + s * gates, *const b = back + s * U, *const ds = dh + s * U;
                    simd::map_all(simd::fixed<U>{}, gru_reset_slope{}, std::array<T*, 5>{d + U, e, e + U, e + 2 * U, ds},
                                  std::array<const T*, 5>{all + row * gates + U, before + row * U, b, ds, d});
                }
                simd::affine<gates, U>(now, turned, simd::zeros<T, U>, back, n);
            }
            simd::map(simd::at_least<U>{n * U}, [](auto a, auto b) { return a + b; }, dh, dh, back);
            for (std::size_t s = 0; s < n; ++s) {
                T* const to = du + walk.row(s, t) * gates;
                for (std::size_t i = 0; i < gates; ++i) to[i] = now[s * gates + i];
            }
            walk.give_back(t, dh);
        }
        walk.end(dh);
        if (dx != nullptr) simd::multiply_transposed<features, gates>(dg, p.kernel.data(), dx, rows);
        simd::accumulate_outer<features, gates>(x, dg, dp.kernel.data(), rows);
        if constexpr (HasBias) simd::accumulate_rows<gates>(dg, dp.bias.data(), rows);
        simd::accumulate_outer<U, gates>(before, du, dp.recurrent_kernel.data(), rows);
        if constexpr (after) {
            if constexpr (HasBias) simd::accumulate_rows<gates>(du, dp.bias.data() + gates, rows);
        } else {  // the candidate's part of the recurrent kernel met reset * state instead
            for (std::size_t row = 0; row < rows; ++row) {
                for (std::size_t i = 0; i < 2 * U; ++i) du[row * gates + i] = 0;
                for (std::size_t i = 2 * U; i < gates; ++i) du[row * gates + i] = dg[row * gates + i];
            }
            simd::accumulate_outer<U, gates>(extra, du, dp.recurrent_kernel.data(), rows);
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
