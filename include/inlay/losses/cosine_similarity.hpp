// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The mean over the samples of -sum(p t) / (|p| |t|) over the last axis: -1 where both point the same way, 1 where opposite.
/// Lengths below 1e-7 count as 1e-7, as in Keras. PyTorch's cosine_similarity has the other sign.
struct cosine_similarity {
    static constexpr const char* name = "cosine_similarity";
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
        constexpr simd::fixed<Out::dims[Out::rank - 1]> width{};
        const T one = static_cast<T>(width) / static_cast<T>(prediction.size());
        const auto square = [](auto a) { return a * a; };
        constexpr T least(1e-7);
        const auto length = [&](const T* v) { return sqrt(simd::pack<T, 1>(simd::sum(width, square, v))).v; };
        T total = 0;
        for (std::size_t at = 0; at < prediction.size(); at += width) {
            const T *const p = prediction.data() + at, *const t = target.data() + at;
            const T length_p = length(p), length_t = length(t);
            const T of_p = 1 / (length_p > least ? length_p : least), of_t = 1 / (length_t > least ? length_t : least);
            const T cosine = simd::sum(width, [](auto a, auto b) { return a * b; }, p, t) * of_p * of_t;
            total -= cosine;
            if constexpr (wanted<D>) {
                // d(p / |p|) is orthogonal to p, unless |p| is below the limit
                const T along = length_p > least ? cosine * of_p * of_p * one : T(0), across = of_p * of_t * one;
                simd::map(width, [=](auto a, auto b) { return a * along - b * across; }, gradient.data() + at, p, t);
            }
        }
        return total * one;
    }
};

}  // namespace inlay::inline INLAY_ABI
