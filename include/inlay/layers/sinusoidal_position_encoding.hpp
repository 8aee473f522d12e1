// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/real.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {

struct sine_and_cosine {
    double sine, cosine;
};

/// For 0 <= angle < 2^20, in constant expressions: the angle less quarters of a turn (in two parts, Cody & Waite 1980), then series.
constexpr sine_and_cosine turn_by(double angle) {
    const auto quarters = static_cast<std::uint32_t>(angle * 0.63661977236758134308 + 0.5);
    const double r = (angle - quarters * 1.57079632673412561417) - quarters * 6.07710050650619224932e-11;
    double sine = 0, cosine = 0, power = 1;
    for (int k = 0; k < 18; k += 2) {  // r^k / k!
        const double odd = power * r / (k + 1);
        cosine += k % 4 == 0 ? power : -power;
        sine += k % 4 == 0 ? odd : -odd;
        power = odd * r / (k + 2);
    }
    switch (quarters % 4) {
        case 0: return {sine, cosine};
        case 1: return {cosine, -sine};
        case 2: return {-sine, -cosine};
        default: return {-cosine, sine};
    }
}

}  // namespace detail

/// Adds a fixed number to each feature that tells the time step's position (Vaswani et al. 2017, section 3.5):
///
///     y[t, 2 i] = x[t, 2 i] + sin(t w), y[t, 2 i + 1] = x[t, 2 i + 1] + cos(t w), w = MaxWavelength^(-2 i / Dim)
///
/// x plus KerasHub's SinePositionEncoding.
///
///     in, out      shape<Steps, Dim>
template <real MaxWavelength = 10000.0>
struct sinusoidal_position_encoding {
    static_assert(double{MaxWavelength} >= 1, "inlay: the longest wave of sinusoidal_position_encoding is at least 1");
    static constexpr const char* name = "sinusoidal_position_encoding";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) { visit("max_wavelength", MaxWavelength); }

    template <Shape In>
        requires(In::rank == 2)
    struct on : bound_layer<In, In> {
        static constexpr std::size_t steps = In::dims[0], dim = In::dims[1];
        static constexpr simd::fixed<dim> row{};
        static constexpr std::size_t powers = std::bit_width(steps - 1);
        static constexpr memory inference_scratch{0, 2 * In::size};
        static constexpr memory training_scratch = inference_scratch;
        static constexpr bool in_place = true;
        static constexpr std::uint64_t flops = In::size;

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto& pass) {
            using T = typename Y::value_type;
            T* const table = pass.scratch.per_call;
            fill(table);
            for (std::size_t s = 0; s < x.samples(); ++s) {
                for (std::size_t t = 0; t < steps; ++t) {
                    const T* const from = x.sample(s) + t * dim;
                    simd::map(row, [](auto a, auto b) { return a + b; }, y.sample(s) + t * dim, from, static_cast<const T*>(table + 2 * t * dim));
                }
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
            if constexpr (wanted<DX>) simd::map(simd::elements(dx), [](auto a) { return a; }, dx.data(), dy.data());
        }

    private:
        // A whole table would be as large as the input and take its time to compile. What is compiled are the turns by 1, 2, 4, …
        // steps; the row of step t is that of t without its lowest bit, turned once more.
        template <class T>
        static constexpr auto turns = [] {
            std::array<T, 2 * dim*(powers + 1)> by{};
            for (std::size_t i = 0; i < dim; ++i) {
                const double power = -static_cast<double>(i / 2 * 2) / static_cast<double>(dim);
                const double wave = simd::exp(simd::log(simd::pack<double, 1>(double{MaxWavelength})) * simd::pack<double, 1>(power)).v;
                for (std::size_t k = 0; k < powers; ++k) {
                    const detail::sine_and_cosine turn = detail::turn_by(static_cast<double>(std::size_t{1} << k) * wave);
                    by[2 * k * dim + i] = static_cast<T>(turn.cosine);
                    by[(2 * k + 1) * dim + i] = static_cast<T>(turn.sine);
                }
            }
            return by;
        }();

        // Per step a row of values, sin, cos, sin, …, and a row of their slopes, cos, -sin, cos, …
        template <class T>
        static constexpr void fill(T* table) {
            for (std::size_t i = 0; i < dim; ++i) {
                table[i] = static_cast<T>(i % 2);
                table[dim + i] = static_cast<T>(1 - i % 2);
            }
            for (std::size_t t = 1; t < steps; ++t) {
                const T* const from = table + 2 * (t & (t - 1)) * dim;
                T* const to = table + 2 * t * dim;
                const T* const turn = turns<T>.data() + 2 * static_cast<std::size_t>(std::countr_zero(t)) * dim;
                const auto turned = [](auto value, auto slope, auto cosine, auto sine) {
                    return std::array{fma(value, cosine, slope * sine), fma(slope, cosine, -(value * sine))};
                };
                simd::map_all(row, turned, std::array<T*, 2>{to, to + dim}, std::array<const T*, 4>{from, from + dim, turn, turn + dim});
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
