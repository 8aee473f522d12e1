// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>

/// What the recurrent layers have in common.
namespace inlay::inline INLAY_ABI {

/// Satisfied by shape<Steps, Features>: one sample is a sequence of time steps, one after the other.
template <class S>
concept Sequence = Shape<S> && S::rank == 2;

/// What a recurrent layer gives: its output behind the last time step, or behind each of them (Keras' return_sequences).
enum class returns : unsigned char { last, sequence };

/// Where a GRU applies its reset gate: behind the product with the recurrent kernel (Keras' reset_after, PyTorch) or to the
/// state before it (Cho et al. 2014).
enum class reset : unsigned char { after, before };

namespace detail {

template <class In, std::size_t Units, returns R>
struct recurrent_output {
    using type = shape<Units>;
};
template <std::size_t Steps, std::size_t Features, std::size_t Units>
struct recurrent_output<shape<Steps, Features>, Units, returns::sequence> {
    using type = shape<Steps, Units>;
};

/// A recurrent layer of Units on In. Passes has its parameters, its sizes, one `step` of one sequence, and what training runs.
template <class In, std::size_t Units, returns R, class Passes>
struct bound_recurrent : bound_layer<In, typename recurrent_output<In, Units, R>::type> {
    template <class T>
    using parameters = typename Passes::template parameters<T>;
    static constexpr keep keeps = keep::input;
    static constexpr memory cache = Passes::cache;
    static constexpr memory training_scratch = Passes::scratch;
    static constexpr std::uint64_t flops = Passes::flops;
    static constexpr std::size_t state = Passes::state;
    static constexpr bool streams = true;

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        if constexpr (Pass::training) {
            Passes::forward(p, x.data(), y.data(), x.samples(), pass);
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
        Passes::backward(p, pass.x.data(), dy.data(), to, dp, dy.samples(), pass.scratch, pass.cache.per_sample);
    }

private:
    // The states start from where the steps before left them, or without any from 0. With returns::last, every step writes the
    // same y.
    template <class W, class T>
    INLAY_INLINE static constexpr void run(const parameters<W>& p, const T* x, T* y, std::size_t n, T* states) {
        for (std::size_t s = 0; s < n; ++s) {
            T zero[state] = {};
            T* const h = states == nullptr ? zero : states + s * state;
            for (std::size_t t = 0; t < In::dims[0]; ++t, x += In::dims[1]) {
                Passes::step(p, x, h, y);
                if (R == returns::sequence || t + 1 == In::dims[0]) y += Units;
            }
        }
    }
    // One function for any number of sequences, whether that is known to the compiler or not.
    template <class W, class T>
    static constexpr void run_shared(const parameters<W>& p, const T* x, T* y, std::size_t n) {
        run(p, x, y, n, static_cast<T*>(nullptr));
    }
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
