// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/compose/residual.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/layer_norm.hpp>
#include <inlay/layers/multi_head_attention.hpp>
#include <type_traits>

/// What the blocks of a transformer are made of.
namespace inlay::inline INLAY_ABI {

/// Where a block normalises: what goes into attention and dense layers (norm_first in PyTorch, normalize_first in KerasHub; trains
/// without a warm-up, Xiong et al. 2020), or behind each sum (Vaswani et al. 2017).
enum class norm : unsigned char { before, after };

/// What a normalisation adds to the variance.
struct epsilon {
    real value;
};

namespace detail {

template <class L>
concept LayerValue = requires { L::name; };

/// The first of the options that is a layer, such as relu{}.
template <class Otherwise, class... Options>
struct layer_option {
    using type = Otherwise;
};
template <class Otherwise, class First, class... Rest>
struct layer_option<Otherwise, First, Rest...> : std::conditional_t<LayerValue<First>, std::type_identity<First>, layer_option<Otherwise, Rest...>> {};

/// A residual, with a dropout at its end where there is a rate.
template <real Rate, class... Ls>
struct dropped_residual {
    using type = residual<Ls..., dropout<Rate>>;
};
template <real Rate, class... Ls>
    requires(double{Rate} == 0)
struct dropped_residual<Rate, Ls...> {
    using type = residual<Ls...>;
};

/// The options of a block, and what its parts are made of.
template <std::size_t Heads, std::size_t KeyDim, std::size_t Hidden, auto... Options>
struct transformer_options {
    static_assert(Hidden > 0, "inlay: a transformer block needs at least one hidden unit");
    static constexpr std::size_t hidden = Hidden;
    static constexpr norm normalizes = option(norm::before, Options...);
    static constexpr real rate = option(dropout_rate{0.0}, Options...).rate;
    static constexpr attention_mask mask = option(attention_mask::none, Options...);
    using normalization = layer_norm<option(epsilon{1e-5}, Options...).value>;
    using activation = typename layer_option<gelu, std::remove_const_t<decltype(Options)>...>::type;
    template <attention_mask Mask>
    using attention = multi_head_attention<Heads, KeyDim, Mask, dropout_rate{rate}>;

    template <class... Ls>
    using sum = typename dropped_residual<rate, Ls...>::type;
    /// Layers around which the input skips, with a normalisation before or behind them.
    template <norm Where, class... Ls>
    struct part : sequential<sum<normalization, Ls...>> {};
    template <class... Ls>
    struct part<norm::after, Ls...> : sequential<sum<Ls...>, normalization> {};

    static constexpr void settings(auto&& visit) {
        visit("num_heads", Heads);
        visit("key_dim", KeyDim);
        visit("intermediate_dim", Hidden);
        visit("activation", activation::name);
        visit("dropout", rate);
        visit("layer_norm_epsilon", option(epsilon{1e-5}, Options...).value);
        visit("normalize_first", normalizes == norm::before);
    }
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
