// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/cross_entropy_row.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of -log(p[label]), as categorical_cross_entropy on the last axis; a target is
/// the number of the right class, from 0. Labels must be below the number of classes: fit and evaluate check
/// that, this does not.
template <scores From = scores::by_last_layer>
struct sparse_categorical_cross_entropy {
    double label_smoothing = 0;  ///< so much of each target goes to all classes alike; as of the one-hot target in Keras

    static constexpr const char* name = "sparse_categorical_crossentropy";
    static constexpr scores from = From;
    static constexpr bool fuses(link_function link) {
        return link == link_function::softmax || link == link_function::log_softmax;
    }
    template <scores Given>
    using on = sparse_categorical_cross_entropy<Given>;
    template <class T>
    using target_type = std::int32_t;
    template <class Out>
    using target_shape = shape<Out::size / Out::dims[Out::rank - 1]>;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("label_smoothing", self.label_smoothing);
    }
    template <scores Other>
    constexpr explicit operator sparse_categorical_cross_entropy<Other>() const {
        return {label_smoothing};
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        static_assert(From != scores::by_last_layer,
                      "inlay: without a network, say what the predictions are: "
                      "sparse_categorical_cross_entropy<scores::logits>");
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr simd::fixed<Out::dims[Out::rank - 1]> classes{};
        const T one = static_cast<T>(classes) / static_cast<T>(prediction.size());
        const T kept = static_cast<T>(1 - label_smoothing), spread = static_cast<T>(label_smoothing / static_cast<double>(classes));
        const bool smooth = label_smoothing != 0;
        const auto* label = target.data();
        T total = 0;
        for (std::size_t at = 0; at < prediction.size(); at += classes, ++label) {
            const T* const p = prediction.data() + at;
            const auto right = static_cast<std::size_t>(*label);
            if constexpr (From == scores::logits) {
                const auto sums = detail::log_sum_exp(p, classes, detail::row_of(gradient, at));
                total += kept * (sums.log_sum - (p[right] - sums.most));
                if (smooth) total += spread * simd::sum(classes, [&](auto z) { return sums.log_sum - (z - sums.most); }, p);
                if constexpr (wanted<D>) {
                    const T share = one / sums.sum;
                    T* const d = gradient.data() + at;
                    const T lifted = spread * one;
                    simd::map(classes, [=](auto e) { return e * share - lifted; }, d, d);
                    d[right] -= kept * one;
                }
            } else {
                const simd::pack<T, 1> q = p[right];
                constexpr bool logarithms = From == scores::log_probabilities;
                const auto log_of = [](auto v) {
                    if constexpr (logarithms) return v;
                    else return detail::limited_log(v);
                };
                const auto slope_of = [](auto v) {
                    if constexpr (logarithms) return decltype(v)(T(1));
                    else return detail::limited_log_slope(v);
                };
                total -= kept * log_of(q).v;
                if (smooth) total -= spread * simd::sum(classes, log_of, p);
                if constexpr (wanted<D>) {
                    T* const d = gradient.data() + at;
                    const T lifted = spread * one;
                    if (smooth) simd::map(classes, [=](auto v) { return slope_of(v) * -lifted; }, d, p);
                    else for (std::size_t i = 0; i < classes; ++i) d[i] = 0;
                    d[right] -= kept * one * slope_of(q).v;
                }
            }
        }
        return total * one;
    }
};

/// The loss of classifiers whose data have labels: nn::cross_entropy{}.
using cross_entropy = sparse_categorical_cross_entropy<>;

}  // namespace inlay::inline INLAY_ABI
