// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/real.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/normal.hpp>

namespace inlay::inline INLAY_ABI {

/// In training each value is multiplied by 1 + sqrt(Rate / (1 - Rate)) z with a standard normal z, which has the mean and the
/// variance of dropout's factor; inference leaves the layer out. Srivastava et al. 2014; Keras' GaussianDropout. Element i of
/// the batch takes the generator's i-th number from where it stands.
template <real Rate>
struct gaussian_dropout {
    static_assert(double{Rate} >= 0 && double{Rate} < 1, "inlay: the rate of gaussian_dropout is within [0, 1)");
    static constexpr const char* name = "gaussian_dropout";
    static constexpr void settings(auto&& visit) { visit("rate", Rate); }

    static constexpr double deviation = sqrt(simd::pack<double, 1>(double{Rate} / (1 - double{Rate}))).v;

    template <Shape In>
    struct on : bound_layer<In, In> {
        static constexpr memory cache{In::size, 0};  // the factor, per element
        static constexpr bool in_place = true;
        static constexpr bool training_only = true;
        static constexpr bool stochastic = true;
        static constexpr std::uint64_t flops = 3 * In::size;
        static constexpr bool streams = true;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            const auto n = simd::elements(y);
            if constexpr (Pass::training) {
                T* const factor = pass.cache.per_sample;
                simd::normal_deviates(*pass.generator, factor, n);
                pass.generator->skip(n);
                simd::map(n, [](auto z) { return z * deviation + 1; }, factor, static_cast<const T*>(factor));
                simd::map(n, [](auto a, auto f) { return a * f; }, y.data(), x.data(), static_cast<const T*>(factor));
            } else {
                simd::map(n, [](auto a) { return a; }, y.data(), x.data());
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                const typename DX::value_type* const factor = pass.cache.per_sample;
                simd::map(simd::elements(dx), [](auto d, auto f) { return d * f; }, dx.data(), dy.data(), factor);
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
