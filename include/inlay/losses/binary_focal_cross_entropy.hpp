// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/focal_factor.hpp>
#include <inlay/losses/mean_of.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over all values of (1 - q)^gamma (-t log(p) - (1 - t) log(1 - p)), q = t p + (1 - t) (1 - p): easy answers count less.
/// Lin et al. 2017. With apply_class_balancing times t alpha + (1 - t) (1 - alpha). Probabilities are limited as in
/// binary_cross_entropy; behind a sigmoid, training takes the logits.
template <scores From = scores::by_last_layer>
struct binary_focal_cross_entropy {
    static_assert(From != scores::log_probabilities,
                  "inlay: binary_focal_cross_entropy takes logits or probabilities: end the network with a dense layer or sigmoid");
    double gamma = 2;
    double alpha = 0.25;  ///< weight of the targets 1, with apply_class_balancing
    bool apply_class_balancing = false;
    double label_smoothing = 0;  ///< targets t count as t (1 - label_smoothing) + label_smoothing / 2

    static constexpr const char* name = "binary_focal_crossentropy";
    static constexpr scores from = From;
    static constexpr bool fuses(link_function link) { return link == link_function::sigmoid; }
    template <scores Given>
    using on = binary_focal_cross_entropy<Given>;
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("gamma", self.gamma);
        visit("alpha", self.alpha);
        visit("apply_class_balancing", self.apply_class_balancing);
        visit("label_smoothing", self.label_smoothing);
    }
    template <scores Other>
    constexpr explicit operator binary_focal_cross_entropy<Other>() const {
        return {gamma, alpha, apply_class_balancing, label_smoothing};
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        static_assert(From != scores::by_last_layer,
                      "inlay: without a network, say binary_focal_cross_entropy<scores::logits> or "
                      "binary_focal_cross_entropy<scores::probabilities>");
        using T = typename P::value_type;
        const T one = detail::share<T>(prediction), power = static_cast<T>(gamma);
        const T kept = static_cast<T>(1 - label_smoothing), spread = static_cast<T>(label_smoothing / 2);
        const T of_0 = static_cast<T>(apply_class_balancing ? 1 - alpha : 1), of_1 = static_cast<T>(apply_class_balancing ? alpha : 1);
        return detail::mean_of(prediction, target, gradient, [=](auto p, auto target_value) {
            using V = decltype(p);
            const V t = target_value * kept + spread, weight = t * of_1 + (1 - t) * of_0;
            if constexpr (From == scores::logits) {
                const V yes = simd::sigmoid(p), no = simd::sigmoid(-p);
                const V miss = t * no + (1 - t) * yes;
                const V cross = max(p, V(T(0))) - t * p + simd::log1p(simd::exp(-abs(p)));
                const auto [factor, slope] = detail::focal_factor(miss, power);
                // d miss / dp is (1 - 2 t) yes no
                const V d = factor * (yes - t) + cross * slope * (1 - t - t) * (yes * no);
                return std::array{weight * d * one, weight * factor * cross};
            } else {
                const V low(T(1e-7)), high(1 - T(1e-7)), q = min(max(p, low), high), zero(T(0));
                const V cross = -(t * simd::log(q) + (1 - t) * simd::log(1 - q));
                const auto [factor, slope] = detail::focal_factor(t * (1 - q) + (1 - t) * q, power);
                const V d = weight * (factor * (q - t) / (q * (1 - q)) + cross * slope * (1 - t - t)) * one;
                return std::array{select(p < low, zero, select(p > high, zero, d)), weight * factor * cross};
            }
        });
    }
};

}  // namespace inlay::inline INLAY_ABI
