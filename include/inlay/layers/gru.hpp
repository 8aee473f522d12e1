// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/gru_training.hpp>
#include <inlay/layers/recurrent.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/recurrent.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Gated recurrent unit (Cho et al. 2014), Keras' GRU with its default activations. Of each time step
///
///     z = sigmoid(x kernel_z + h recurrent_z + bias)              r likewise
///     c = tanh(x kernel_h + bias[0] + r * (h recurrent_h + bias[1]))      reset::after
///     c = tanh(x kernel_h + bias + (r * h) recurrent_h)                   reset::before
///     h = z * h + (1 - z) * c                                     from h = 0
///
///     in           shape<Steps, Features>
///     out          shape<Units> with returns::last, shape<Steps, Units> with returns::sequence
///     parameters   kernel            shape<Features, 3 Units>  Glorot uniform    gates z, r, h
///                  recurrent_kernel  shape<Units, 3 Units>     orthogonal
///                  bias              shape<2, 3 Units>         zeros             shape<3 Units> with reset::before
///
/// PyTorch's GRU is reset::after with the gates in the order r, z, n: weight_ih and weight_hh transposed and regrouped,
/// bias_ih and bias_hh as the two rows of bias.
template <std::size_t Units, returns R = returns::last, reset Where = reset::after>
struct gru {
    static_assert(Units > 0, "inlay: gru needs at least one unit");
    static constexpr const char* name = "gru";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) {
        visit("units", Units);
        visit("return_sequences", R == returns::sequence);
        visit("reset_after", Where == reset::after);
    }

    template <Sequence In>
    struct on : bound_layer<In, typename detail::recurrent_output<In, Units, R>::type> {
        static constexpr std::size_t steps = In::dims[0], features = In::dims[1], U = Units, gates = 3 * Units;
        static constexpr bool after = Where == reset::after;
        using training = detail::gru_training<In, Units, R, Where>;
        template <class T>
        using parameters = detail::gru_parameters<T, features, Units, Where>;

        static constexpr keep keeps = keep::input;
        static constexpr memory cache = training::cache;
        static constexpr memory training_scratch = training::scratch;
        static constexpr std::uint64_t flops = std::uint64_t{steps} * (2 * gates * (features + U) + 60 * U);
        static constexpr std::size_t state = Units;
        static constexpr bool streams = true;

        template <class W, class X, class Y, class Pass>
        static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
            if constexpr (Pass::training) {
                training::forward(p, x.data(), y.data(), x.samples(), pass);
            } else if constexpr (Pass::streaming) {
                run(p, x.data(), y.data(), x.samples(), pass.state);
            } else {
                run_shared(p, x.data(), y.data(), x.samples());
            }
        }

        template <class W, class DY, class DX, class G>
        static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
            std::remove_const_t<typename DY::value_type>* to = nullptr;
            if constexpr (wanted<DX>) to = dx.data();
            training::backward(p, pass.x.data(), dy.data(), to, dp, dy.samples(), pass.scratch, pass.cache.per_sample);
        }

    private:
        template <class W, class T>
        INLAY_INLINE static constexpr void run(const parameters<W>& p, const T* x, T* y, std::size_t n, T* states) {
            const auto one = [&](const T* xt, T* h, T* yt) __attribute__((always_inline)) { step(p, xt, h, yt); };
            detail::run_steps<In, U, state, R>(x, y, n, states, one);
        }
        // One function for any number of sequences.
        template <class W, class T>
        static constexpr void run_shared(const parameters<W>& p, const T* x, T* y, std::size_t n) {
            run(p, x, y, n, static_cast<T*>(nullptr));
        }

        // One step of one sequence.
        template <class T, class W>
        INLAY_INLINE static constexpr void step(const parameters<W>& p, const T* x, T* h, T* y) {
            if constexpr (simd::gate_packs<T, U>::fit) {
                if (!std::is_constant_evaluated()) {
                    return simd::gru_step<features, U, after>(x, p.kernel.data(), p.recurrent_kernel.data(), p.bias.data(), h, y);
                }
            }
            constexpr simd::fixed<1> one{};
            T g[gates], u[gates], reset_h[U], unused[2][U];
            simd::affine<features, gates>(x, p.kernel.data(), p.bias.data(), g, one);
            simd::affine<U, gates>(h, p.recurrent_kernel.data(), p.recurrent_bias(), u, one);
            if constexpr (!after) {
                T products[gates];
                simd::map(simd::fixed<U>{}, detail::gru_reset{}, reset_h, g + U, u + U, h);
                simd::affine<U, gates>(reset_h, p.recurrent_kernel.data(), p.recurrent_bias(), products, one);
                for (std::size_t i = 2 * U; i < gates; ++i) u[i] = products[i];
            }
            simd::map_all(simd::fixed<U>{}, detail::gru_activate<after>{},
                          std::array<T*, 6>{h, g, g + U, g + 2 * U, unused[0], unused[1]},
                          std::array<const T*, 7>{g, g + U, g + 2 * U, u, u + U, u + 2 * U, h});
            for (std::size_t i = 0; i < U; ++i) y[i] = h[i];
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
