// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/equal_parts.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of max(|a - p| - |a - n| + margin, 0): an anchor a shall be nearer to its positive p than to its
/// negative n. Schroff et al. 2015, with distances as in PyTorch's TripletMarginLoss: |x - y + epsilon|, not squared.
///
/// The prediction is shapes<A, P, N>, three tensors of one size; targets are not looked at: give one number per sample.
struct triplet_margin {
    double margin = 1;
    double epsilon = 1e-6;  ///< added to each difference

    static constexpr const char* name = "triplet_margin";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = shape<1>;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("margin", self.margin);
        visit("epsilon", self.epsilon);
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y, D gradient) const {
        constexpr bool three = detail::equal_parts<typename P::shape_type> == 3;
        static_assert(three, "inlay: triplet_margin takes three embeddings of one size as one sample: shapes<A, P, N>");
        if constexpr (three) return of_triples(prediction, gradient);
        else return typename P::value_type{};
    }

private:
    template <class P, class D>
    constexpr auto of_triples(P prediction, D gradient) const {
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr simd::fixed<part_shape<Out, 0>::size> width{};
        const T one = 1 / static_cast<T>(prediction.samples()), apart = static_cast<T>(epsilon);
        const auto difference = [apart](auto x, auto y) { return x - y + apart; };
        const auto distance = [&](const T* x, const T* y) {
            const auto square = [&](auto v, auto w) {
                const auto d = difference(v, w);
                return d * d;
            };
            return sqrt(simd::pack<T, 1>(simd::sum(width, square, x, y))).v;
        };
        T total = 0;
        for (std::size_t i = 0; i < prediction.samples(); ++i) {
            const T* const anchor = part<0>(prediction).sample(i);
            const T* const positive = part<1>(prediction).sample(i);
            const T* const negative = part<2>(prediction).sample(i);
            const T near = distance(anchor, positive), far = distance(anchor, negative);
            const T miss = near - far + static_cast<T>(margin);
            if (miss > 0) total += miss;
            if constexpr (wanted<D>) {
                const T to_near = miss > 0 && near > 0 ? one / near : T(0), to_far = miss > 0 && far > 0 ? one / far : T(0);
                const auto pull = [&](auto a, auto p) { return difference(a, p) * -to_near; };
                const auto push = [&](auto a, auto n) { return difference(a, n) * to_far; };
                T* const of_positive = part<1>(gradient).sample(i);
                T* const of_negative = part<2>(gradient).sample(i);
                simd::map(width, pull, of_positive, anchor, positive);
                simd::map(width, push, of_negative, anchor, negative);
                simd::map(width, [](auto p, auto n) { return -p - n; }, part<0>(gradient).sample(i),
                          static_cast<const T*>(of_positive), static_cast<const T*>(of_negative));
            }
        }
        return total * one;
    }
};

}  // namespace inlay::inline INLAY_ABI
