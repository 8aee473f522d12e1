// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>

/// Minimal filtering in one dimension (S. Winograd, Arithmetic Complexity of Computations, 1980): sums of three neighbouring inputs, by fewer
/// products than taps. What it needs are linear transforms of inputs, taps and products, in packs whose lanes are independent.
namespace inlay::inline INLAY_ABI::simd {

/// So many outputs, `Stride` inputs apart, of three taps.
///
///     inputs, outputs          of a tile
///     products                 of a transformed input with a transformed tap, product i with tap[i]; these do not fall
///     input<Part>(d, to)       the transform of inputs to a part of the products, one of `parts` as large as each other and without common sums
///     output(m, to), kernel(g, to)                    those of products and taps
///     input_flops, output_flops                       what they cost; a multiply-add counts two
template <std::size_t Outputs, std::size_t Stride>
struct minimal_filtering;

/// F(4, 3): 6 products instead of 12. It interpolates at 0, 5/8, -5/8, 3/2, -3/2 and infinity: with the usual whole numbers, 1 and 2, errors
/// are some four times as large (in two dimensions, against a sum in double, of 16 to 256 channels of float: 3e-6 to 1e-5 of the largest
/// output; here 1e-6 to 2.4e-6; by the definition 3e-7 to 1.3e-6). All constants but those of `kernel` are exact.
template <>
struct minimal_filtering<4, 1> {
    static constexpr std::size_t inputs = 6, outputs = 4, stride = 1, products = 6, parts = 2, taps = 6, tap[products] = {0, 1, 2, 3, 4, 5};
    static constexpr double a = 0.625, b = 1.5, aa = a * a, bb = b * b;

    template <std::size_t Part, class P>
    static INLAY_INLINE constexpr void input(const P (&d)[6], P (&to)[3]) {
        if constexpr (Part == 0) {
            const P even = fma(P(-bb), d[2], d[4]), odd = fma(P(-bb), d[1], d[3]);
            to[0] = fma(P(aa * bb), d[0], fma(P(-aa - bb), d[2], d[4]));
            to[1] = fma(P(a), odd, even);
            to[2] = fma(P(-a), odd, even);
        } else {
            const P even = fma(P(-aa), d[2], d[4]), odd = fma(P(-aa), d[1], d[3]);
            to[0] = fma(P(b), odd, even);
            to[1] = fma(P(-b), odd, even);
            to[2] = fma(P(aa * bb), d[1], fma(P(-aa - bb), d[3], d[5]));
        }
    }
    template <class P>
    static INLAY_INLINE constexpr void output(const P (&m)[6], P (&to)[4]) {
        const P even_a = m[1] + m[2], odd_a = m[1] - m[2], even_b = m[3] + m[4], odd_b = m[3] - m[4];
        to[0] = m[0] + even_a + even_b;
        to[1] = fma(P(a), odd_a, P(b) * odd_b);
        to[2] = fma(P(aa), even_a, P(bb) * even_b);
        to[3] = fma(P(a * aa), odd_a, fma(P(b * bb), odd_b, m[5]));
    }
    static constexpr void kernel(const double (&g)[3], double (&to)[6]) {
        constexpr double at_a = 1 / (2 * aa * (aa - bb)), at_b = 1 / (2 * bb * (bb - aa));
        to[0] = g[0] / (aa * bb);
        to[1] = at_a * (g[0] + a * g[1] + aa * g[2]);
        to[2] = at_a * (g[0] - a * g[1] + aa * g[2]);
        to[3] = at_b * (g[0] + b * g[1] + bb * g[2]);
        to[4] = at_b * (g[0] - b * g[1] + bb * g[2]);
        to[5] = g[2];
    }
    static constexpr std::size_t input_flops = 24, output_flops = 17;
};

/// F(2, 3): 4 products instead of 6, at 0, 1, -1 and infinity.
template <>
struct minimal_filtering<2, 1> {
    static constexpr std::size_t inputs = 4, outputs = 2, stride = 1, products = 4, parts = 1, taps = 4, tap[products] = {0, 1, 2, 3};

    template <std::size_t Part, class P>
    static INLAY_INLINE constexpr void input(const P (&d)[4], P (&to)[4]) {
        to[0] = d[0] - d[2];
        to[1] = d[1] + d[2];
        to[2] = d[2] - d[1];
        to[3] = d[3] - d[1];
    }
    template <class P>
    static INLAY_INLINE constexpr void output(const P (&m)[4], P (&to)[2]) {
        to[0] = m[0] + m[1] + m[2];
        to[1] = m[1] - m[2] + m[3];
    }
    static constexpr void kernel(const double (&g)[3], double (&to)[4]) {
        to[0] = g[0];
        to[1] = (g[0] + g[1] + g[2]) / 2;
        to[2] = (g[0] - g[1] + g[2]) / 2;
        to[3] = g[2];
    }
    static constexpr std::size_t input_flops = 4, output_flops = 4;
};

/// Every other output of three taps: the outer taps meet one half of the inputs, F(2, 2), the one between them the other: 5 products
/// instead of 6, two of them with the same tap.
template <>
struct minimal_filtering<2, 2> {
    static constexpr std::size_t inputs = 5, outputs = 2, stride = 2, products = 5, parts = 1, taps = 4, tap[products] = {0, 1, 2, 3, 3};

    template <std::size_t Part, class P>
    static INLAY_INLINE constexpr void input(const P (&d)[5], P (&to)[5]) {
        to[0] = d[0] - d[2];
        to[1] = d[2];
        to[2] = d[4] - d[2];
        to[3] = d[1];
        to[4] = d[3];
    }
    template <class P>
    static INLAY_INLINE constexpr void output(const P (&m)[5], P (&to)[2]) {
        to[0] = m[0] + m[1] + m[3];
        to[1] = m[2] + m[1] + m[4];
    }
    static constexpr void kernel(const double (&g)[3], double (&to)[4]) {
        to[0] = g[0];
        to[1] = g[0] + g[2];
        to[2] = g[2];
        to[3] = g[1];
    }
    static constexpr std::size_t input_flops = 2, output_flops = 4;
};

/// The same with F(4, 2), at 0, 1, -1, 1/2 and infinity: 9 products instead of 12, four of them with the same tap. (16 channels of float: errors of
/// 8e-7 of the largest output, 5e-7 with 5 products for two.)
template <>
struct minimal_filtering<4, 2> {
    static constexpr std::size_t inputs = 9, outputs = 4, stride = 2, products = 9, parts = 1, taps = 6, tap[products] = {0, 1, 2, 3, 4, 5, 5, 5, 5};
    static constexpr double b = 0.5;

    template <std::size_t Part, class P>
    static INLAY_INLINE constexpr void input(const P (&d)[9], P (&to)[9]) {
        const P outer = d[6] - d[2], even = fma(P(-b), d[4], d[6]), odd = fma(P(-b), d[2], d[4]);
        to[0] = fma(P(b), d[0] - d[4], outer);
        to[1] = even + odd;
        to[2] = even - odd;
        to[3] = outer;
        to[4] = fma(P(-b), outer, d[8] - d[4]);
        to[5] = d[1];
        to[6] = d[3];
        to[7] = d[5];
        to[8] = d[7];
    }
    template <class P>
    static INLAY_INLINE constexpr void output(const P (&m)[9], P (&to)[4]) {
        const P even = m[1] + m[2], odd = m[1] - m[2];
        to[0] = m[0] + even + (m[3] + m[5]);
        to[1] = fma(P(b), m[3], odd + m[6]);
        to[2] = fma(P(b * b), m[3], even + m[7]);
        to[3] = fma(P(b * b * b), m[3], odd + m[4] + m[8]);
    }
    static constexpr void kernel(const double (&g)[3], double (&to)[6]) {
        to[0] = g[0] / b;
        to[1] = (g[0] + g[2]) / (2 * (1 - b));
        to[2] = (g[2] - g[0]) / (2 * (1 + b));
        to[3] = (g[0] + b * g[2]) / (b * (b * b - 1));
        to[4] = g[2];
        to[5] = g[1];
    }
    static constexpr std::size_t input_flops = 13, output_flops = 17;
};

/// One output, by the definition: for a direction in which nothing is transformed.
template <std::size_t Stride>
struct minimal_filtering<1, Stride> {
    static constexpr std::size_t outputs = 1, stride = Stride, products = 3, taps = 3;
};

}  // namespace inlay::inline INLAY_ABI::simd
