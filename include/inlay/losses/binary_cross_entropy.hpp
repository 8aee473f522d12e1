// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/mean_of.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean of -t log(p) - (1 - t) log(1 - p) over all values; targets t within [0, 1]. From logits z it is
/// computed as max(z, 0) - t z + log(1 + e^-|z|), which nothing overflows. Probabilities are limited to
/// [1e-7, 1 - 1e-7] as in Keras, and beyond the limits the gradient is 0. Behind a sigmoid, training takes
/// the logits.
template <scores From = scores::by_last_layer>
struct binary_cross_entropy {
    static_assert(From != scores::log_probabilities,
                  "inlay: binary_cross_entropy takes logits or probabilities: end the network with a dense "
                  "layer or sigmoid");
    double label_smoothing = 0;  ///< targets t count as t (1 - label_smoothing) + label_smoothing / 2

    static constexpr const char* name = "binary_crossentropy";
    static constexpr scores from = From;
    static constexpr bool fuses(link_function link) { return link == link_function::sigmoid; }
    template <scores Given>
    using on = binary_cross_entropy<Given>;
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("label_smoothing", self.label_smoothing);
    }
    template <scores Other>
    constexpr explicit operator binary_cross_entropy<Other>() const {
        return {label_smoothing};
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        static_assert(From != scores::by_last_layer,
                      "inlay: without a network, say binary_cross_entropy<scores::logits> or "
                      "binary_cross_entropy<scores::probabilities>");
        using T = typename P::value_type;
        const T one = detail::share<T>(prediction);
        const T kept = static_cast<T>(1 - label_smoothing), spread = static_cast<T>(label_smoothing / 2);
        if constexpr (From == scores::logits) {
            return detail::mean_of(prediction, target, gradient, [=](auto z, auto target_value) {
                const auto t = target_value * kept + spread;
                const auto positive = max(z, decltype(z)(0));
                return std::array{(simd::sigmoid(z) - t) * one,
                                  positive - t * z + simd::log1p(simd::exp(-abs(z)))};
            });
        } else {
            return detail::mean_of(prediction, target, gradient, [=](auto p, auto target_value) {
                using V = decltype(p);
                const V t = target_value * kept + spread;
                const V low(T(1e-7)), high(1 - T(1e-7)), q = min(max(p, low), high);
                const V slope = (q - t) / (q * (1 - q)) * one;
                return std::array{select(p < low, 0, select(p > high, V(0), slope)),
                                  -(t * simd::log(q) + (1 - t) * simd::log(1 - q))};
            });
        }
    }
};

}  // namespace inlay::inline INLAY_ABI
