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

/// Sets a share Rate of the elements to zero in training and scales the others by 1 / (1 - Rate); inference leaves the
/// layer out (Srivastava et al. 2014). Element i of a batch takes the generator's i-th number, so that the mask depends
/// on the seed alone.
template <real Rate>
struct dropout {
    static_assert(double{Rate} >= 0 && double{Rate} < 1, "inlay: the rate of dropout is within [0, 1)");
    static constexpr const char* name = "dropout";
    static constexpr void settings(auto&& visit) { visit("rate", Rate); }

    template <Shape In>
    struct on : bound_layer<In, In> {
        static constexpr memory cache{In::size, 0};  // 0 or the scale for each element
        static constexpr bool in_place = true;
        static constexpr bool training_only = true;
        static constexpr std::uint64_t flops = In::size;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            if constexpr (Pass::training) {
                constexpr T scale = static_cast<T>(1 / (1 - double{Rate}));
                T* mask = pass.cache.per_sample;
                for (std::size_t i = 0; i < x.size(); ++i) {
                    mask[i] = random::to_uniform<T>(pass.generator->peek(i)) < static_cast<T>(double{Rate}) ? T(0) : scale;
                }
                pass.generator->skip(x.size());
                simd::map(x.size(), [](auto v, auto m) { return v * m; }, y.data(), x.data(), static_cast<const T*>(mask));
            } else {
                for (std::size_t i = 0; i < x.size(); ++i) y.data()[i] = x.data()[i];
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                simd::map(dy.size(), [](auto d, auto m) { return d * m; }, dx.data(), dy.data(),
                          static_cast<const T*>(pass.cache.per_sample));
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
