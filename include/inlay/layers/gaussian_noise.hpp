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

/// In training y = x + Stddev z with a standard normal z; inference leaves the layer out. Keras' GaussianNoise. Element i of the
/// batch takes the generator's i-th number from where it stands.
template <real Stddev>
struct gaussian_noise {
    static_assert(double{Stddev} >= 0, "inlay: the standard deviation of gaussian_noise is not negative");
    static constexpr const char* name = "gaussian_noise";
    static constexpr void settings(auto&& visit) { visit("stddev", Stddev); }

    template <Shape In>
    struct on : bound_layer<In, In> {
        static constexpr memory training_scratch{In::size, 0};  // z
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
                T* const z = pass.scratch.per_sample;
                simd::normal_deviates(*pass.generator, z, n);
                pass.generator->skip(n);
                simd::map(n, [](auto a, auto b) { return a + b * double{Stddev}; }, y.data(), x.data(), static_cast<const T*>(z));
            } else {
                simd::map(n, [](auto a) { return a; }, y.data(), x.data());
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
            if constexpr (wanted<DX>) simd::map(simd::elements(dx), [](auto d) { return d; }, dx.data(), dy.data());
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
