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
///     in           shape<Steps, Features>, or shapes<shape<Steps, Features>, shape<Units>, shape<Units>>: h and c to start from
///     out          shape<Units> with returns::last, shape<Steps, Units> with returns::sequence;
///                  shapes<that, shape<Units>, shape<Units>> with return_state::yes: the last h and c
///     parameters   kernel            shape<Features, 4 Units>  Glorot uniform    gates i, f, c, o
///                  recurrent_kernel  shape<Units, 4 Units>     orthogonal
///                  bias              shape<4 Units>            ones for the forget gate (unit_forget_bias), zeros for the others
///     options      returns, return_state, go_backwards, use_bias, unit_forget_bias
///
/// PyTorch's LSTM has the same order of gates: weight_ih and weight_hh transposed, bias = bias_ih + bias_hh.
template <std::size_t Units, auto... Options>
struct lstm {
    static_assert(Units > 0, "inlay: lstm needs at least one unit");
    static_assert((detail::is_option<Options, returns, return_state, go_backwards, use_bias, unit_forget_bias> && ...),
                  "inlay: lstm takes, behind its units, returns, return_state, go_backwards, use_bias and unit_forget_bias");
    static constexpr detail::recurrent_kind kind = detail::kind_of(Options...);
    static constexpr bool forget_ones = detail::option<unit_forget_bias>(unit_forget_bias::yes, Options...) == unit_forget_bias::yes;

    static constexpr const char* name = "lstm";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) {
        detail::recurrent_settings<kind>(visit, Units);
        visit("unit_forget_bias", forget_ones);
    }

    /// The same layer from the other end of the sequence: see bidirectional.
    using reversed = lstm<Units, Options..., kind.backwards ? go_backwards::no : go_backwards::yes>;

    template <class In>
        requires detail::RecurrentInput<In, Units, 2>
    using on = detail::bound_recurrent<In, Units, kind, detail::lstm_passes<typename detail::recurrent_input<In>::sequence, Units, kind.has_bias, forget_ones>>;
};

}  // namespace inlay::inline INLAY_ABI
