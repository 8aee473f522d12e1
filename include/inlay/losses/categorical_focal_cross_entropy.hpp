// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/cross_entropy_row.hpp>
#include <inlay/losses/focal_factor.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of -sum(alpha (1 - p)^gamma t log(p)) over the last axis; targets t are one-hot or soft. Lin et al.
/// 2017. Probabilities are limited, and taken as they are, as in categorical_cross_entropy; behind a softmax, training takes the
/// logits.
template <scores From = scores::by_last_layer>
struct categorical_focal_cross_entropy {
    static_assert(From != scores::log_probabilities,
                  "inlay: categorical_focal_cross_entropy takes logits or probabilities: end the network with a dense layer or softmax");
    double alpha = 0.25;
    double gamma = 2;
    double label_smoothing = 0;  ///< targets t count as t (1 - label_smoothing) + label_smoothing / classes

    static constexpr const char* name = "categorical_focal_crossentropy";
    static constexpr scores from = From;
    static constexpr bool fuses(link_function link) { return link == link_function::softmax; }
    template <scores Given>
    using on = categorical_focal_cross_entropy<Given>;
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("alpha", self.alpha);
        visit("gamma", self.gamma);
        visit("label_smoothing", self.label_smoothing);
    }
    template <scores Other>
    constexpr explicit operator categorical_focal_cross_entropy<Other>() const {
        return {alpha, gamma, label_smoothing};
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        static_assert(From != scores::by_last_layer,
                      "inlay: without a network, say what the predictions are: categorical_focal_cross_entropy<scores::logits>");
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr simd::fixed<Out::dims[Out::rank - 1]> classes{};
        const T one = static_cast<T>(classes) / static_cast<T>(prediction.size());
        const T power = static_cast<T>(gamma), scale = static_cast<T>(alpha);
        const T kept = static_cast<T>(1 - label_smoothing), spread = static_cast<T>(label_smoothing / static_cast<double>(classes));
        const auto smooth = [=](auto a) { return a * kept + spread; };
        T total = 0;
        for (std::size_t at = 0; at < prediction.size(); at += classes) {
            const T *const p = prediction.data() + at, *const t = target.data() + at;
            if constexpr (From == scores::logits) {
                const auto sums = detail::log_sum_exp(p, classes, discard{});
                const auto log_p = [=](auto z) { return z - sums.most - sums.log_sum; };
                total -= simd::sum(
                    classes,
                    [=](auto z, auto a) {
                        const auto log_q = log_p(z);
                        return smooth(a) * log_q * detail::focal_factor(1 - simd::exp(log_q), power)[0];
                    },
                    p, t);
                if constexpr (wanted<D>) {
                    // With h = p dL/dp: dL/dz = h - p sum(h)
                    T* const d = gradient.data() + at;
                    const auto h = [=](auto z, auto a) {
                        const auto log_q = log_p(z), q = simd::exp(log_q);
                        const auto [factor, slope] = detail::focal_factor(1 - q, power);
                        const auto own = smooth(a) * (slope * q * log_q - factor);
                        return std::array{own, own};
                    };
                    const T sum = simd::map_sum(classes, h, d, p, t), factor = scale * one;
                    simd::map(classes, [=](auto own, auto z) { return (own - simd::exp(log_p(z)) * sum) * factor; }, d, d, p);
                }
            } else {
                const auto limited = [](auto q) {
                    using V = decltype(q);
                    return min(max(q, V(T(1e-7))), V(1 - T(1e-7)));
                };
                total -= simd::sum(
                    classes,
                    [=](auto q, auto a) {
                        return smooth(a) * detail::limited_log(q) * detail::focal_factor(1 - limited(q), power)[0];
                    },
                    p, t);
                if constexpr (wanted<D>) {
                    const T factor = scale * one;
                    simd::map(
                        classes,
                        [=](auto q, auto a) {
                            using V = decltype(q);
                            const auto [part, slope] = detail::focal_factor(1 - limited(q), power);
                            const V own = smooth(a) * (slope * detail::limited_log(q) - part * detail::limited_log_slope(q)) * factor;
                            return select(q < V(T(1e-7)), V(T(0)), select(q > V(1 - T(1e-7)), V(T(0)), own));
                        },
                        gradient.data() + at, p, t);
                }
            }
        }
        return total * scale * one;
    }
};

}  // namespace inlay::inline INLAY_ABI
