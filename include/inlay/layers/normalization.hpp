// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/normalization.hpp>
#include <type_traits>

/// What batch_norm, layer_norm, group_norm and instance_norm share: y = gamma u + beta, u of mean 0 and deviation 1.
namespace inlay::inline INLAY_ABI {

/// Whether a normalisation multiplies by a gamma per channel; Keras' word.
enum class scale : unsigned char { no, yes };
/// Whether a normalisation adds a beta per channel; Keras' word.
enum class center : unsigned char { no, yes };

namespace detail {

/// Stands where a normalisation has no gamma or no beta.
template <int>
struct no_tensor {
    friend constexpr bool operator==(const no_tensor&, const no_tensor&) = default;
};

template <class T, std::size_t Channels, scale Scale, center Center>
struct gamma_and_beta {
    using channel = tensor<T, shape<Channels>>;
    [[no_unique_address]] std::conditional_t<Scale == scale::yes, channel, no_tensor<0>> gamma;
    [[no_unique_address]] std::conditional_t<Center == center::yes, channel, no_tensor<1>> beta;

    // gamma is no role::weight: Keras' kernel_regularizer and weight decay leave it alone.
    static constexpr void leaves(auto&& visit, auto&... p) {
        if constexpr (Scale == scale::yes) visit(leaf{"gamma", role::bias, initializer::ones}, p.gamma...);
        if constexpr (Center == center::yes) visit(leaf{"beta", role::bias, initializer::zeros}, p.beta...);
    }
    friend constexpr bool operator==(const gamma_and_beta&, const gamma_and_beta&) = default;
};

/// gamma or beta as functions of a null pointer to a pack and the channel.
template <class W>
struct per_channel {
    const W* values;
    template <class P>
    INLAY_INLINE constexpr P operator()(P*, std::size_t c) const {
        return simd::load_as<P>(values + c);
    }
};
/// The same where there is none: 1 or 0.
template <int Value>
struct in_all_channels {
    template <class P>
    INLAY_INLINE constexpr P operator()(P*, std::size_t) const {
        return P(static_cast<typename P::value_type>(Value));
    }
};
template <class W, std::size_t N, scale Scale, center Center>
constexpr auto gamma_of(const gamma_and_beta<W, N, Scale, Center>& p) {
    if constexpr (Scale == scale::yes) {
        return per_channel<W>{p.gamma.data()};
    } else {
        return in_all_channels<1>{};
    }
}
template <class W, std::size_t N, scale Scale, center Center>
constexpr auto beta_of(const gamma_and_beta<W, N, Scale, Center>& p) {
    if constexpr (Center == center::yes) {
        return per_channel<W>{p.beta.data()};
    } else {
        return in_all_channels<0>{};
    }
}

/// Adds the gradients of gamma and beta, where there are such.
template <std::size_t Channels, class G, class T>
constexpr void add_slopes(G& dp, const T* of_gamma, const T* of_beta) {
    if constexpr (requires { dp.gamma.data(); }) {
        for (std::size_t c = 0; c < Channels; ++c) dp.gamma[c] += of_gamma[c];
    }
    if constexpr (requires { dp.beta.data(); }) {
        for (std::size_t c = 0; c < Channels; ++c) dp.beta[c] += of_beta[c];
    }
}

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
