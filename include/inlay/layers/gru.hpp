// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/layers/gru_passes.hpp>
#include <inlay/layers/recurrent.hpp>

namespace inlay::inline INLAY_ABI {

/// Gated recurrent unit (Cho et al. 2014), Keras' GRU with its default activations. Of each time step
///
///     z = sigmoid(x kernel_z + h recurrent_z + bias)              r likewise
///     c = tanh(x kernel_h + bias[0] + r * (h recurrent_h + bias[1]))      reset::after
///     c = tanh(x kernel_h + bias + (r * h) recurrent_h)                   reset::before
///     h = z * h + (1 - z) * c                                     from h = 0
///
///     in           shape<Steps, Features>, or shapes<shape<Steps, Features>, shape<Units>>: h to start from
///     out          shape<Units> with returns::last, shape<Steps, Units> with returns::sequence;
///                  shapes<that, shape<Units>> with return_state::yes: the last h
///     parameters   kernel            shape<Features, 3 Units>  Glorot uniform    gates z, r, h
///                  recurrent_kernel  shape<Units, 3 Units>     orthogonal
///                  bias              shape<2, 3 Units>         zeros             shape<3 Units> with reset::before
///     options      returns, reset, return_state, go_backwards, use_bias
///
/// PyTorch's GRU is reset::after with the gates in the order r, z, n: weight_ih and weight_hh transposed and regrouped,
/// bias_ih and bias_hh as the two rows of bias.
template <std::size_t Units, auto... Options>
struct gru {
    static_assert(Units > 0, "inlay: gru needs at least one unit");
    static_assert((detail::is_option<Options, returns, reset, return_state, go_backwards, use_bias> && ...),
                  "inlay: gru takes, behind its units, returns, reset, return_state, go_backwards and use_bias");
    static constexpr detail::recurrent_kind kind = detail::kind_of(Options...);
    static constexpr reset where = detail::option<reset>(reset::after, Options...);

    static constexpr const char* name = "gru";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) {
        detail::recurrent_settings<kind>(visit, Units);
        visit("reset_after", where == reset::after);
    }

    /// The same layer from the other end of the sequence: see bidirectional.
    using reversed = gru<Units, Options..., kind.backwards ? go_backwards::no : go_backwards::yes>;

    template <class In>
        requires detail::RecurrentInput<In, Units, 1>
    using on = detail::bound_recurrent<In, Units, kind, detail::gru_passes<typename detail::recurrent_input<In>::sequence, Units, kind.has_bias, where>>;
};

}  // namespace inlay::inline INLAY_ABI
