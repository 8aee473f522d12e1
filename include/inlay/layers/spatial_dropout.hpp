// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/real.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI::detail {

/// What spatial_dropout1d and spatial_dropout2d do: channel c of sample n takes the generator's number n * channels + c.
template <class In, real Rate>
struct bound_spatial_dropout : bound_layer<In, In> {
    static constexpr std::size_t channels = In::dims[In::rank - 1];
    static constexpr memory cache{channels, 0};  // 0 or the factor, per channel
    static constexpr bool in_place = true;
    static constexpr bool training_only = true;
    static constexpr bool stochastic = true;
    static constexpr std::uint64_t flops = In::size;
    static constexpr bool streams = true;

    template <class X, class Y, class Pass>
    static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        if constexpr (Pass::training) {
            constexpr auto dropped = static_cast<std::uint64_t>(double{Rate} * 16777216 + 0.5);  // of 2^24
            constexpr T factor = static_cast<T>(1 / (1 - double{Rate}));
            const std::size_t n = channels * x.samples();
            T* const mask = pass.cache.per_sample;
            for (std::size_t i = 0; i < n; ++i) mask[i] = pass.generator->peek(i) >> 40 < dropped ? T(0) : factor;
            pass.generator->skip(n);
            multiply(x, mask, y);
        } else {
            simd::map(simd::elements(y), [](auto a) { return a; }, y.data(), x.data());
        }
    }

    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
        if constexpr (wanted<DX>) multiply(dy, static_cast<const typename DX::value_type*>(pass.cache.per_sample), dx);
    }

private:
    template <class From, class T, class To>
    static constexpr void multiply(From from, const T* mask, To to) {
        for (std::size_t n = 0; n < from.samples(); ++n, mask += channels) {
            const T* const a = from.sample(n);
            T* const b = to.sample(n);
            for (std::size_t at = 0; at < In::size; at += channels) {
                simd::map(simd::fixed<channels>{}, [](auto v, auto m) { return v * m; }, b + at, a + at, mask);
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
