// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/layers/recurrent.hpp>
#include <inlay/layers/simple_rnn_passes.hpp>

namespace inlay::inline INLAY_ABI {

/// Recurrent layer without gates (Elman 1990), Keras' SimpleRNN with its default activation. Of each time step
///
///     h = tanh(x kernel + h recurrent_kernel + bias)      from h = 0
///
///     in           shape<Steps, Features>, or shapes<shape<Steps, Features>, shape<Units>>: h to start from
///     out          shape<Units> with returns::last, shape<Steps, Units> with returns::sequence;
///                  shapes<that, shape<Units>> with return_state::yes: the last h
///     parameters   kernel            shape<Features, Units>  Glorot uniform
///                  recurrent_kernel  shape<Units, Units>     orthogonal
///                  bias              shape<Units>            zeros
///     options      returns, return_state, go_backwards, use_bias
///
/// PyTorch's RNN has two biases: weight_ih and weight_hh transposed, bias = bias_ih + bias_hh.
template <std::size_t Units, auto... Options>
struct simple_rnn {
    static_assert(Units > 0, "inlay: simple_rnn needs at least one unit");
    static_assert((detail::is_option<Options, returns, return_state, go_backwards, use_bias> && ...),
                  "inlay: simple_rnn takes, behind its units, returns, return_state, go_backwards and use_bias");
    static constexpr detail::recurrent_kind kind = detail::kind_of(Options...);

    static constexpr const char* name = "simple_rnn";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) { detail::recurrent_settings<kind>(visit, Units); }

    /// The same layer from the other end of the sequence: see bidirectional.
    using reversed = simple_rnn<Units, Options..., kind.backwards ? go_backwards::no : go_backwards::yes>;

    template <class In>
        requires detail::RecurrentInput<In, Units, 1>
    using on = detail::bound_recurrent<In, Units, kind, detail::simple_rnn_passes<typename detail::recurrent_input<In>::sequence, Units, kind.has_bias>>;
};

}  // namespace inlay::inline INLAY_ABI
