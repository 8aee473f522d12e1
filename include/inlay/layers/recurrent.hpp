// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>

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

/// Runs step(x of the step, state, y of the step) through the time steps of n samples, the states starting from 0 or, in
/// streaming, from where the steps before left them. With returns::last, every step writes the same y.
template <class In, std::size_t Units, std::size_t State, returns R, class T>
INLAY_INLINE constexpr void run_steps(const T* x, T* y, std::size_t n, T* states, auto step) {
    for (std::size_t s = 0; s < n; ++s) {
        T zero[State] = {};
        T* const state = states == nullptr ? zero : states + s * State;
        for (std::size_t t = 0; t < In::dims[0]; ++t, x += In::dims[1]) {
            step(x, state, y);
            if (R == returns::sequence || t + 1 == In::dims[0]) y += Units;
        }
    }
}

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
