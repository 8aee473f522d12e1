// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/equal_parts.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of (1 - t) d^2 / 2 + t max(margin - d, 0)^2 / 2, d the distance of two embeddings; targets t are 0 for
/// a pair that belongs together, 1 for one that does not. Hadsell et al. 2006. Where d is 0 the slope is 0.
///
/// The prediction is shapes<A, B>, two tensors of one size; one target per sample.
struct contrastive {
    double margin = 1;  ///< pairs that do not belong together are pushed so far apart

    static constexpr const char* name = "contrastive";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = shape<1>;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("margin", self.margin);
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        constexpr bool two = detail::equal_parts<typename P::shape_type> == 2;
        static_assert(two, "inlay: contrastive takes two embeddings of one size as one sample: shapes<A, B>");
        if constexpr (two) return of_pairs(prediction, target, gradient);
        else return typename P::value_type{};
    }

private:
    template <class P, class Y, class D>
    constexpr auto of_pairs(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        constexpr simd::fixed<part_shape<Out, 0>::size> width{};
        const T one = 1 / static_cast<T>(prediction.samples()), half(0.5);
        T total = 0;
        for (std::size_t i = 0; i < prediction.samples(); ++i) {
            const T *const a = part<0>(prediction).sample(i), *const b = part<1>(prediction).sample(i);
            const T apart = target.data()[i];
            const T squares = simd::sum(
                width,
                [](auto v, auto w) {
                    const auto d = v - w;
                    return d * d;
                },
                a, b);
            const T distance = sqrt(simd::pack<T, 1>(squares)).v, miss = static_cast<T>(margin) - distance;
            const T missing = miss > 0 ? miss : T(0);
            total += half * ((1 - apart) * squares + apart * missing * missing);
            if constexpr (wanted<D>) {
                const T pull = one * (1 - apart), push = distance > 0 ? one * apart * missing / distance : T(0);
                const T slope = pull - push;
                T* const of_a = part<0>(gradient).sample(i);
                simd::map(width, [slope](auto v, auto w) { return (v - w) * slope; }, of_a, a, b);
                simd::map(width, [](auto d) { return -d; }, part<1>(gradient).sample(i), static_cast<const T*>(of_a));
            }
        }
        return total * one;
    }
};

}  // namespace inlay::inline INLAY_ABI
