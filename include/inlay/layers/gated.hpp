// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <class S, class Before = shape<>>
struct halved;
template <std::size_t Last, std::size_t... Before>
struct halved<shape<Last>, shape<Before...>> {
    using type = shape<Before..., Last / 2>;
};
template <std::size_t First, std::size_t Second, std::size_t... Rest, std::size_t... Before>
struct halved<shape<First, Second, Rest...>, shape<Before...>> : halved<shape<Second, Rest...>, shape<Before..., First>> {};

}  // namespace detail

/// Base of layers in which one half of the last axis gates the other: y = f(a, b), a and b its first and its second half. Self
/// says the function and both slopes, over packs of any width as in elementwise:
///
///     struct bilinear : gated<bilinear> {
///         static constexpr const char* name = "bilinear";
///         static constexpr void settings(auto&&) {}
///         static constexpr auto value(auto a, auto b) { return a * b; }
///         static constexpr auto slopes(auto a, auto b) { return std::array{b, a}; }  // for a, for b
///     };
///
///     in           shape<…, 2 N>
///     out          shape<…, N>
template <class Self>
struct gated {
    using advice = advice::it_needs_an_even_number_of_channels;

    template <Shape In>
        requires(In::rank > 0) && (In::dims[In::rank - 1] % 2 == 0)
    struct on : bound_layer<In, typename detail::halved<In>::type> {
        static constexpr std::size_t width = In::dims[In::rank - 1], half = width / 2, rows = In::size / width;
        static constexpr keep keeps = keep::input;
        static constexpr bool streams = true;
        static constexpr std::uint64_t flops = In::size;

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            for (std::size_t row = 0; row < rows * x.samples(); ++row) {
                const auto* const a = x.data() + row * width;
                simd::map(simd::fixed<half>{}, [](auto a, auto b) { return Self::value(a, b); }, y.data() + row * half, a, a + half);
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                const auto slopes = [](auto d, auto a, auto b) {
                    const auto s = Self::slopes(a, b);
                    return std::array{d * s[0], d * s[1]};
                };
                for (std::size_t row = 0; row < rows * dx.samples(); ++row) {
                    T* const to = dx.data() + row * width;
                    const T* const a = pass.x.data() + row * width;
                    simd::map_all(simd::fixed<half>{}, slopes, std::array<T*, 2>{to, to + half},
                                  std::array<const T*, 3>{dy.data() + row * half, a, a + half});
                }
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
