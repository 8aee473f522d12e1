// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/blocks/transformer_options.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>

namespace inlay::inline INLAY_ABI {

/// A block of a transformer (Vaswani et al. 2017), KerasHub's TransformerEncoder and PyTorch's nn.TransformerEncoderLayer:
///
///     norm::before   a = x + attention(norm x)      y = a + dense(activation(dense(norm a)))
///     norm::after    a = norm(x + attention x)      y = norm(a + dense(activation(dense a)))
///
///     in, out      shape<Steps, Dim>
///
/// Options, in any order: norm::after, attention_mask::causal (a decoder without a memory, as in GPT), dropout_rate{0.1} (of the
/// attention's weights, and of what each part adds), epsilon{1e-5} (of the normalisations), and the activation, gelu{} where not
/// given: transformer_encoder<8, 64, 2048, norm::after, relu{}>. The pass's mask leaves steps out as keys.
template <std::size_t Heads, std::size_t KeyDim, std::size_t Hidden, auto... Options>
struct transformer_encoder {
    static_assert(((detail::is_option<Options, norm, attention_mask, dropout_rate, epsilon> || detail::LayerValue<decltype(Options)>) && ...),
                  "inlay: transformer_encoder takes norm, attention_mask, dropout_rate{r}, epsilon{e} and an activation such as relu{} behind its sizes");
    using chosen = detail::transformer_options<Heads, KeyDim, Hidden, Options...>;
    static constexpr const char* name = "transformer_encoder";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) {
        chosen::settings(visit);
        visit("use_causal_mask", chosen::mask == attention_mask::causal);
    }

    using attention = typename chosen::template attention<chosen::mask>;
    using normalization = typename chosen::normalization;
    template <std::size_t Dim, norm = chosen::normalizes>
    struct of : sequential<typename chosen::template sum<normalization, attention>,
                           typename chosen::template sum<normalization, dense<Hidden>, typename chosen::activation, dense<Dim>>> {};
    template <std::size_t Dim>
    struct of<Dim, norm::after> : sequential<typename chosen::template sum<attention>, normalization,
                                             typename chosen::template sum<dense<Hidden>, typename chosen::activation, dense<Dim>>, normalization> {};

    template <Shape In>
        requires(In::rank == 2)
    using on = bind<of<In::dims[1]>, In>;
};

}  // namespace inlay::inline INLAY_ABI
