// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// Base of layers that apply one function to every element. Self says the function and its slope, over packs
/// of any width, so that one body serves SIMD, scalar code and constant expressions; Keeps says what the
/// slope is a function of:
///
///     struct square : elementwise<square, keep::input> {
///         static constexpr const char* name = "square";
///         static constexpr void settings(auto&&) {}
///         static constexpr auto value(auto x) { return x * x; }
///         static constexpr auto slope(auto x) { return x + x; }      // keep::output: slope(auto y)
///     };                                                             // keep::input_and_output: slope(auto x, auto y)
///
/// With keep::output the layer works in place and the input need not be stored: prefer it where the slope
/// follows from the value. Functions of packs: simd/math.hpp; comparisons choose with select(a < b, yes, no).
template <class Self, keep Keeps>
struct elementwise {
    template <Shape In>
    struct on : bound_layer<In, In> {
        using function = Self;  // what the layer before may take into its own kernels
        static constexpr keep keeps = Keeps;
        static constexpr bool in_place = !keeps_input(Keeps);
        static constexpr bool streams = true;
        static constexpr std::uint64_t flops = In::size;  // one function counts one

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            simd::map(simd::elements(y), [](auto a) { return Self::value(a); }, y.data(), x.data());
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (!wanted<DX>) {
            } else if constexpr (Keeps == keep::input_and_output) {
                simd::map(
                    simd::elements(dx), [](auto d, auto x, auto y) { return d * Self::slope(x, y); },
                    dx.data(), dy.data(), pass.x.data(), pass.y.data());
            } else if constexpr (Keeps == keep::input) {
                simd::map(
                    simd::elements(dx), [](auto d, auto x) { return d * Self::slope(x); }, dx.data(),
                    dy.data(), pass.x.data());
            } else {
                simd::map(
                    simd::elements(dx), [](auto d, auto y) { return d * Self::slope(y); }, dx.data(),
                    dy.data(), pass.y.data());
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
