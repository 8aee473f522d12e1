// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/real.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// y = x; in training, L1 sum |x| + L2 sum x^2 is added to the loss, as a mean over the samples. Inference leaves the layer out.
/// Keras' ActivityRegularization(l1, l2): Keras 2 takes the same mean, Keras 3 the sum over the batch, so that its l1 and l2
/// times the batch size are these. The slope of |x| at 0 is 0.
template <real L1, real L2 = 0.0>
struct activity_regularizer {
    static_assert(double{L1} >= 0 && double{L2} >= 0, "inlay: l1 and l2 of activity_regularizer are not negative");
    static constexpr const char* name = "activity_regularizer";
    static constexpr void settings(auto&& visit) {
        visit("l1", L1);
        visit("l2", L2);
    }

    template <Shape In>
    struct on : bound_layer<In, In> {
        static constexpr keep keeps = keep::output;
        static constexpr bool in_place = true;
        static constexpr bool training_only = true;
        static constexpr bool couples_samples = true;  // by the mean
        static constexpr std::uint64_t flops = 4 * In::size;
        static constexpr bool streams = true;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            if constexpr (Pass::training) {
                const auto with_cost = [](auto a) { return std::array{a, abs(a) * (abs(a) * double{L2} + double{L1})}; };
                *pass.penalty += simd::map_sum(simd::elements(y), with_cost, y.data(), x.data()) / static_cast<T>(x.samples());
            } else {
                simd::map(simd::elements(y), [](auto a) { return a; }, y.data(), x.data());
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                const T share = 1 / static_cast<T>(dy.samples());
                const auto slope = [share](auto d, auto a) {
                    const auto sign = select(a == 0, 0, copysign(decltype(a)(double{L1}), a));
                    return d + (a * (2 * double{L2}) + sign) * share;
                };
                simd::map(simd::elements(dx), slope, dx.data(), dy.data(), pass.y.data());
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
