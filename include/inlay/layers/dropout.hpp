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

/// In training each value is put to 0 with probability Rate and multiplied by 1 / (1 - Rate) otherwise;
/// inference leaves the layer out (Srivastava et al. 2014, inverted as in Keras and PyTorch). Element i of the
/// batch takes the generator's i-th number from where it stands, so that the choice depends neither on the
/// instruction set nor on the computed type.
template <real Rate>
struct dropout {
    static_assert(double{Rate} >= 0 && double{Rate} < 1, "inlay: the rate of dropout is within [0, 1)");
    static constexpr const char* name = "dropout";
    static constexpr void settings(auto&& visit) { visit("rate", Rate); }

    template <Shape In>
    struct on : bound_layer<In, In> {
        static constexpr memory cache{In::size, 0};  // 0 or the factor, per element
        static constexpr bool in_place = true;
        static constexpr bool training_only = true;
        static constexpr bool stochastic = true;
        static constexpr std::uint64_t flops = In::size;
        static constexpr bool streams = true;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            const auto n = simd::elements(y);
            if constexpr (Pass::training) {
                constexpr auto dropped =
                    static_cast<std::uint64_t>(double{Rate} * 16777216 + 0.5);  // of 2^24
                constexpr T factor = static_cast<T>(1 / (1 - double{Rate}));
                T* const mask = pass.cache.per_sample;
                for (std::size_t i = 0; i < n; ++i) {
                    mask[i] = pass.generator->peek(i) >> 40 < dropped ? T(0) : factor;
                }
                pass.generator->skip(n);
                simd::map(n, [](auto a, auto m) { return a * m; }, y.data(), x.data(), mask);
            } else {
                simd::map(n, [](auto a) { return a; }, y.data(), x.data());
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                const typename DX::value_type* const mask = pass.cache.per_sample;
                simd::map(
                    simd::elements(dx), [](auto d, auto m) { return d * m; }, dx.data(), dy.data(), mask);
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
