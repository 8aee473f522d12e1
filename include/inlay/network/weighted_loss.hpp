// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// The mean loss of n samples and its gradient. With weights, one per sample or a null pointer, the sum of weight times loss, divided by n: Keras'
/// sum_over_batch_size. A loss is a mean over samples, so that each is asked for alone then.
template <class Loss, class T, class Out, class Y, class Target, class D>
T weighted_loss(const Loss& loss, view<const T, Out> prediction, view<const Y, Target> target, D gradient, std::nullptr_t) {
    return loss(prediction, target, gradient);
}
template <class Loss, class T, class Out, class Y, class Target, class D>
T weighted_loss(const Loss& loss, view<const T, Out> prediction, view<const Y, Target> target, D gradient, const T* weights) {
    const std::size_t n = prediction.samples(), together = weights == nullptr ? n : 1;
    T value = 0;
    for (std::size_t i = 0; i < n; i += together) {
        const auto own_gradient = [&] {
            if constexpr (wanted<D>) return view<T, Out>(gradient.sample(i), together);
            else return gradient;
        }();
        const T own = loss(view<const T, Out>(prediction.sample(i), together), view<const Y, Target>(target.sample(i), together), own_gradient);
        if (weights == nullptr) return own;
        const T share = weights[i] / static_cast<T>(n);
        value += own * share;
        if constexpr (wanted<D>) simd::map(Out::size, [share](auto d) { return d * share; }, own_gradient.data(), static_cast<const T*>(own_gradient.data()));
    }
    return value;
}

}  // namespace inlay::inline INLAY_ABI::detail
