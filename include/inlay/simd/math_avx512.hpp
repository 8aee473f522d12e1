// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/simd/pack.hpp>

/// What 16 lanes of float have on AVX-512 and others have not.
#if INLAY_VECTOR_BYTES == 64
namespace inlay::inline INLAY_ABI::simd::detail {

/// 1 / x for 1 <= x within the normal numbers, to 0.5 units in the last place and a little: sooner done than a division of so
/// many lanes.
INLAY_INLINE pack<float, 16> reciprocal_by_guess(pack<float, 16> x) {
    using P = pack<float, 16>;
    const P guess = P::batch(_mm512_maskz_rcp14_ps(0xffff, x.v));
    return fma(guess, fma(-x, guess, P(1)), guess);
}

// tanh: two registers are a table of 32 that every lane looks up on its own. It holds a polynomial of degree 5 for each
// quarter of a binade from 1/8 to 9.2, and an odd one below. The chain is half as long as by way of exp and has no division;
// largest error 1.4 units in the last place.

/// Centre and coefficients, by the low five bits of exponent and upper mantissa. The tanh of each centre is all but a float.
alignas(64) inline constexpr float tanh_pieces[7][32] = {
    {2.2495773f, 2.749523f, 3.2493773f, 3.7507064f, 4.500294f, 5.4985805f, 6.498972f, 7.5014305f, 9.2f, 0, 0, 0, 0, 0, 0, 0,
     0.1405984f, 0.17188764f, 0.20316914f, 0.23441929f, 0.28121307f, 0.34375155f, 0.40618768f, 0.4688358f, 0.56240565f,
     0.6874732f, 0.8123744f, 0.9374493f, 1.1253259f, 1.3747424f, 1.625279f, 1.8746567f},
    {0.97800773f, 0.991852f, 0.9969939f, 0.998896f, 0.99975336f, 0.9999665f, 0.99999547f, 0.9999994f, 1, 0, 0, 0, 0, 0, 0, 0,
     0.13967922f, 0.17021458f, 0.20041908f, 0.23021765f, 0.27402744f, 0.3308225f, 0.3852309f, 0.43725818f, 0.50976014f,
     0.5963563f, 0.670898f, 0.7340481f, 0.8094135f, 0.8797685f, 0.9253863f, 0.9540144f},
    {0.04350087f, 0.01622964f, 0.006003166f, 0.0022067768f, 0.0004932394f, 6.699575e-05f, 9.060069e-06f, 1.2208177e-06f, 0, 0,
     0, 0, 0, 0, 0, 1, 0.98048973f, 0.971027f, 0.9598322f, 0.94699985f, 0.92490894f, 0.89055645f, 0.85159713f, 0.8088053f,
     0.7401446f, 0.6443592f, 0.5498958f, 0.46117336f, 0.3448498f, 0.2260074f, 0.14366017f, 0.08985648f},
    {-0.042542957f, -0.016096467f, -0.005984703f, -0.0022041765f, -0.00049249444f, -6.690879e-05f, -9.0485455e-06f,
     -1.4428176e-06f, -9.92954e-07f, 0, 0, 0, 0, 0, 0, 0, -0.13695405f, -0.16528296f, -0.19236867f, -0.2180161f, -0.2534504f,
     -0.29461607f, -0.32806152f, -0.3536567f, -0.37729597f, -0.38426757f, -0.36892408f, -0.33852354f, -0.27912804f,
     -0.19883536f, -0.1329416f, -0.08572445f},
    {0.027108606f, 0.010556074f, 0.0039658886f, 0.0014661879f, 0.00032819968f, 4.461605e-05f, 6.033803e-06f, 7.980811e-07f,
     -2.589281e-06f, 0, 0, 0, 0, 0, 0, -0.3333277f, -0.30791336f, -0.2957961f, -0.28139484f, -0.2656656f, -0.23875964f,
     -0.19931962f, -0.15740676f, -0.1149832f, -0.054394472f, 0.014393983f, 0.06423083f, 0.094759814f, 0.11097974f, 0.09959294f,
     0.0751367f, 0.05183078f},
    {-0.012394208f, -0.0051522832f, -0.0019803743f, -0.0007382423f, -0.00017189207f, -2.338798e-05f, -3.1635961e-06f,
     2.9171952e-07f, -2.6146022e-06f, 0, 0, 0, 0, 0, 0, 0, 0.08865418f, 0.10546785f, 0.12044561f, 0.13390864f, 0.14982602f,
     0.16405387f, 0.16994576f, 0.16808186f, 0.15328626f, 0.1194528f, 0.07993406f, 0.043367308f, 0.0036187645f, -0.02110046f,
     -0.025125464f, -0.020857932f},
    {0.0039785514f, 0.0019152522f, 0.0007708785f, 0.00029283809f, 6.838566e-05f, 9.285845e-06f, 1.2575173e-06f, 2.2741513e-07f,
     -8.663435e-07f, 0, 0, 0, 0, 0, 0, 0.13216777f, 0.7354567f, 0.8453381f, 0.10592253f, 0.6350495f, -0.0074703395f,
     -0.016985064f, -0.05222302f, -0.0020210668f, -0.041672878f, -0.06528022f, -0.06619492f, -0.051576182f, -0.032051463f,
     -0.009512751f, 0.001358787f, 0.0045820987f},
};

// 1 / (1 + e^-x) = 1/2 + tanh(x / 2) / 2 from the same pieces, scaled by powers of 2: what is a quarter of a binade of x / 2 is one of x, four
// places further on.
struct pieces {
    alignas(64) float at[7][32];
};
inline constexpr pieces gate_pieces = [] {
    pieces p{};
    for (int i = 0; i < 32; ++i) {
        p.at[0][(i + 4) % 32] = 2 * tanh_pieces[0][i];
        float scale = 0.5f;
        for (int k = 1; k < 7; ++k, scale /= 2) p.at[k][(i + 4) % 32] = scale * tanh_pieces[k][i];
    }
    return p;
}();

/// `start` and `factor` times the odd function whose polynomial each lane looks up by the size of x: it is constant beyond `last`. Sign,
/// start and factor come in where nothing waits for them.
template <int Places>
INLAY_INLINE pack<float, 16> by_pieces(const float (&table)[7][32], pack<float, 16> x, float last, auto start, auto factor) {
    using P = pack<float, 16>;
    const __m512i size = _mm512_and_si512(_mm512_castps_si512(x.v), _mm512_set1_epi32(0x7fffffff));
    const __m512i quarter = _mm512_srli_epi32(size, 21);
    const __m512i piece = _mm512_min_epu32(_mm512_max_epu32(quarter, _mm512_set1_epi32(0x1ef + Places)), _mm512_set1_epi32(0x208 + Places));
    const __m512 bounded = _mm512_min_ps(_mm512_set1_ps(last), _mm512_castsi512_ps(size));  // NaN stays
    const auto pick = [piece](const float* row) __attribute__((always_inline)) {
        return P(P::batch(_mm512_permutex2var_ps(_mm512_load_ps(row), piece, _mm512_load_ps(row + 16))));
    };
    const P t = P(P::batch(bounded)) - pick(table[0]), tt = t * t;
    const P low = copysign(fma(t, pick(table[2]), pick(table[1])), x);
    const P middle = fma(t, pick(table[4]), pick(table[3]));
    const P high = fma(t, pick(table[6]), pick(table[5]));
    return fma(factor(copysign(tt, x)), fma(tt, high, middle), start(factor(low)));
}
inline constexpr auto as_it_is = [](auto x) { return x; };

INLAY_INLINE pack<float, 16> tanh_by_pieces(pack<float, 16> x) { return by_pieces<0>(tanh_pieces, x, 9.2f, as_it_is, as_it_is); }
INLAY_INLINE pack<float, 16> gate_by_pieces(pack<float, 16> x) {
    return by_pieces<4>(gate_pieces.at, x, 18.4f, [](auto low) { return low + 0.5f; }, as_it_is);
}
/// tanh in the lanes from Begin to End, 2 (gate(2 x) - 1/2), and gate in the others.
template <std::size_t Begin, std::size_t End>
INLAY_INLINE pack<float, 16> gate_or_tanh_by_pieces(pack<float, 16> x) {
    using P = pack<float, 16>;
    constexpr __mmask16 doubled = static_cast<__mmask16>((1u << End) - (1u << Begin));
    const auto twice = [](P a) { return P(P::batch(_mm512_mask_add_ps(a.v, doubled, a.v, a.v))); };
    return by_pieces<4>(gate_pieces.at, twice(x), 18.4f, [](P low) { return P(P::batch(_mm512_mask_add_ps(low.v, static_cast<__mmask16>(~doubled), low.v, _mm512_set1_ps(0.5f)))); }, twice);
}

}  // namespace inlay::inline INLAY_ABI::simd::detail
#endif
