// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/layers/lstm_passes.hpp>
#include <inlay/layers/recurrent.hpp>

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
    using on = detail::bound_recurrent<In, Units, R, detail::lstm_passes<In, Units, R>>;
};

}  // namespace inlay::inline INLAY_ABI
