// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/lstm_training.hpp>
#include <inlay/layers/recurrent.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/recurrent.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000), Keras' LSTM with its
/// default activations. Of each time step
///
///     i = sigmoid(x kernel_i + h recurrent_i + bias_i)      f and o likewise
///     g = tanh(x kernel_c + h recurrent_c + bias_c)
///     c = f * c + i * g        h = o * tanh(c)              from h = c = 0
///
///     in           shape<Steps, Features>
///     out          shape<Units> with returns::last, shape<Steps, Units> with returns::sequence
///     parameters   kernel            shape<Features, 4 Units>  Glorot uniform    gates i, f, c, o
///                  recurrent_kernel  shape<Units, 4 Units>     orthogonal
///                  bias              shape<4 Units>            ones for the forget gate, zeros for the others
///
/// PyTorch's LSTM has the same order of gates: weight_ih and weight_hh transposed, bias = bias_ih + bias_hh.
template <std::size_t Units, returns R = returns::last>
struct lstm {
    static_assert(Units > 0, "inlay: lstm needs at least one unit");
    static constexpr const char* name = "lstm";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) {
        visit("units", Units);
        visit("return_sequences", R == returns::sequence);
    }

    template <Sequence In>
    struct on : bound_layer<In, typename detail::recurrent_output<In, Units, R>::type> {
        static constexpr std::size_t steps = In::dims[0], features = In::dims[1], U = Units, gates = 4 * Units;
        using training = detail::lstm_training<In, Units, R>;
        template <class T>
        using parameters = detail::lstm_parameters<T, features, Units>;

        static constexpr keep keeps = keep::input;
        static constexpr memory cache = training::cache;
        static constexpr memory training_scratch = training::scratch;
        static constexpr std::uint64_t flops = std::uint64_t{steps} * (2 * gates * (features + U) + 80 * U);
        static constexpr std::size_t state = 2 * Units;  // the output, then the cell state
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
            T* const c = h + U;
            if constexpr (simd::gate_packs<T, U>::fit) {
                if (!std::is_constant_evaluated()) {
                    return simd::lstm_step<features, U>(x, p.kernel.data(), p.recurrent_kernel.data(), p.bias.data(), h, c, y);
                }
            }
            T g[gates], u[gates], unused[3][U];
            simd::affine<features, gates>(x, p.kernel.data(), p.bias.data(), g, simd::fixed<1>{});
            simd::affine<U, gates>(h, p.recurrent_kernel.data(), simd::zeros<W, gates>, u, simd::fixed<1>{});
            simd::map_all(simd::fixed<U>{}, detail::lstm_activate{},
                          std::array<T*, 9>{h, c, g, g + U, g + 2 * U, g + 3 * U, unused[0], unused[1], unused[2]},
                          std::array<const T*, 10>{g, g + U, g + 2 * U, g + 3 * U, u, u + U, u + 2 * U, u + 3 * U, c, h});
            for (std::size_t i = 0; i < U; ++i) y[i] = h[i];
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
