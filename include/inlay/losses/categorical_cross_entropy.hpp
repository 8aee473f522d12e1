// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/cross_entropy_row.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of -sum(t log(p)) over the last axis; targets t are probabilities, one-hot or
/// soft. From logits it is a log-sum-exp, which no finite number overflows. Probabilities are limited to
/// [1e-7, 1 - 1e-7] as in Keras, and beyond the limits the gradient is 0; they are taken as they are: Keras
/// divides by their sum first. Behind a softmax or log_softmax, training takes the logits.
template <scores From = scores::by_last_layer>
struct categorical_cross_entropy {
    double label_smoothing = 0;  ///< targets t count as t (1 - label_smoothing) + label_smoothing / classes

    static constexpr const char* name = "categorical_crossentropy";
    static constexpr scores from = From;
    static constexpr bool fuses(link_function link) {
        return link == link_function::softmax || link == link_function::log_softmax;
    }
    template <scores Given>
    using on = categorical_cross_entropy<Given>;
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("label_smoothing", self.label_smoothing);
    }
    template <scores Other>
    constexpr explicit operator categorical_cross_entropy<Other>() const {
        return {label_smoothing};
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        static_assert(From != scores::by_last_layer,
                      "inlay: without a network, say what the predictions are: "
                      "categorical_cross_entropy<scores::logits>");
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr simd::fixed<Out::dims[Out::rank - 1]> classes{};
        const T one = static_cast<T>(classes) / static_cast<T>(prediction.size());
        const T kept = static_cast<T>(1 - label_smoothing), spread = static_cast<T>(label_smoothing / static_cast<double>(classes));
        const auto smooth = [=](auto a) { return a * kept + spread; };
        T total = 0;
        for (std::size_t at = 0; at < prediction.size(); at += classes) {
            const T *const p = prediction.data() + at, *const t = target.data() + at;
            if constexpr (From == scores::logits) {
                // sum(t) log(sum(e^(z - m))) - sum(t (z - m)), m the largest z; dz = softmax(z) sum(t) - t
                const auto sums = detail::log_sum_exp(p, classes, detail::row_of(gradient, at));
                const T weight = simd::sum(classes, smooth, t);
                total += simd::sum(
                    classes, [&](auto z, auto a) { return smooth(a) * (sums.log_sum - (z - sums.most)); }, p, t);
                if constexpr (wanted<D>) {
                    const T share = weight / sums.sum;
                    T* const d = gradient.data() + at;
                    simd::map(classes, [=](auto e, auto a) { return (e * share - smooth(a)) * one; }, d, d, t);
                }
            } else if constexpr (From == scores::probabilities) {
                total += simd::sum(classes, [=](auto q, auto a) { return -smooth(a) * detail::limited_log(q); }, p, t);
                if constexpr (wanted<D>) {
                    simd::map(
                        classes, [=](auto q, auto a) { return -smooth(a) * detail::limited_log_slope(q) * one; },
                        gradient.data() + at, p, t);
                }
            } else {
                total += simd::sum(classes, [=](auto l, auto a) { return -smooth(a) * l; }, p, t);
                if constexpr (wanted<D>)
                    simd::map(classes, [=](auto a) { return -smooth(a) * one; }, gradient.data() + at, t);
            }
        }
        return total * one;
    }
};

}  // namespace inlay::inline INLAY_ABI
