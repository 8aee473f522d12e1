// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of max(1 + max((1 - t) p) - sum(t p), 0) over the last axis; targets t are one-hot. Of equal values
/// the first takes the gradient.
struct categorical_hinge {
    static constexpr const char* name = "categorical_hinge";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&&, Self&) {}

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr simd::fixed<Out::dims[Out::rank - 1]> classes{};
        const T one = static_cast<T>(classes) / static_cast<T>(prediction.size());
        T total = 0;
        for (std::size_t at = 0; at < prediction.size(); at += classes) {
            const T *const p = prediction.data() + at, *const t = target.data() + at;
            std::size_t worst = 0;
            for (std::size_t i = 1; i < classes; ++i) {
                if ((1 - t[i]) * p[i] > (1 - t[worst]) * p[worst]) worst = i;
            }
            const T right = simd::sum(classes, [](auto a, auto b) { return a * b; }, p, t);
            const T miss = 1 + (1 - t[worst]) * p[worst] - right;
            if (miss > 0) total += miss;
            if constexpr (wanted<D>) {
                T* const d = gradient.data() + at;
                const T slope = miss > 0 ? one : T(0);
                simd::map(classes, [slope](auto a) { return a * -slope; }, d, t);
                d[worst] += (1 - t[worst]) * slope;
            }
        }
        return total * one;
    }
};

}  // namespace inlay::inline INLAY_ABI
