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

/// Runs step(x of the step, state, y of the step) through every sample's time steps, the state starting from 0 or, in
/// streaming, from where the steps before left it. With returns::last, every step writes the same y.
template <std::size_t Units, std::size_t State, returns R, class X, class Y, class Pass>
INLAY_INLINE constexpr void run_steps(X x, Y y, [[maybe_unused]] const Pass& pass, auto step) {
    using T = typename Y::value_type;
    using In = typename X::shape_type;
    for (std::size_t s = 0; s < x.samples(); ++s) {
        T own[Pass::streaming ? 1 : State] = {};
        T* state = own;
        if constexpr (Pass::streaming) state = pass.state + s * State;
        T* to = y.sample(s);
        for (std::size_t t = 0; t < In::dims[0]; ++t) {
            step(x.sample(s) + t * In::dims[1], state, to);
            if (R == returns::sequence) to += Units;
        }
    }
}

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
