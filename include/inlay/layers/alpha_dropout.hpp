// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/real.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Dropout behind selu: in training each value becomes, with probability Rate, selu's limit s = -scale alpha far below zero,
/// and then all are changed to a v + b, with a = ((1 - Rate)(1 + Rate s^2))^-1/2 and b = -a Rate s, so that mean 0 and
/// variance 1 stay; inference leaves the layer out. Klambauer et al. 2017; Keras' and PyTorch's AlphaDropout. Element i of the
/// batch takes the generator's i-th number from where it stands.
template <real Rate>
struct alpha_dropout {
    static_assert(double{Rate} >= 0 && double{Rate} < 1, "inlay: the rate of alpha_dropout is within [0, 1)");
    static constexpr const char* name = "alpha_dropout";
    static constexpr void settings(auto&& visit) { visit("rate", Rate); }

    static constexpr double limit = -1.7580993408473766;
    static constexpr double scale = 1 / sqrt(simd::pack<double, 1>((1 - double{Rate}) * (1 + double{Rate} * limit * limit))).v;
    static constexpr double shift = -scale * double{Rate} * limit;

    template <Shape In>
    struct on : bound_layer<In, In> {
        static constexpr memory cache{In::size, 0};  // the slope: 0 or scale, per element
        static constexpr bool in_place = true;
        static constexpr bool training_only = true;
        static constexpr bool stochastic = true;
        static constexpr std::uint64_t flops = 2 * In::size;
        static constexpr bool streams = true;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            const auto n = simd::elements(y);
            if constexpr (Pass::training) {
                constexpr auto dropped = static_cast<std::uint64_t>(double{Rate} * 16777216 + 0.5);  // of 2^24
                T* const slope = pass.cache.per_sample;
                for (std::size_t i = 0; i < n; ++i) {
                    slope[i] = pass.generator->peek(i) >> 40 < dropped ? T(0) : static_cast<T>(scale);
                }
                pass.generator->skip(n);
                const auto change = [](auto v, auto s) { return select(s > 0, v * s + shift, scale * limit + shift); };
                simd::map(n, change, y.data(), x.data(), static_cast<const T*>(slope));
            } else {
                simd::map(n, [](auto a) { return a; }, y.data(), x.data());
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                const typename DX::value_type* const slope = pass.cache.per_sample;
                simd::map(simd::elements(dx), [](auto d, auto s) { return d * s; }, dx.data(), dy.data(), slope);
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
