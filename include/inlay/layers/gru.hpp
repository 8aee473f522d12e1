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
    using on = detail::bound_recurrent<In, Units, R, detail::gru_passes<In, Units, R, Where>>;
};

}  // namespace inlay::inline INLAY_ABI
