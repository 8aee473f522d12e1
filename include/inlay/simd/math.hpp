// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/simd/pack.hpp>
#include <limits>

namespace inlay::inline INLAY_ABI::simd {

namespace detail {

template <class P>
using value_of = typename P::value_type;
template <class P>
inline constexpr bool is_float = sizeof(value_of<P>) == 4;

/// c0 x^k + … + c(k-1) x + ck
template <class P, class T, class... Ts>
INLAY_INLINE constexpr P horner(P x, T first, Ts... rest) {
    P sum(first);
    ((sum = fma(sum, x, P(rest))), ...);
    return sum;
}

template <class P>
INLAY_INLINE constexpr P nearest(P x, P factor) {  // x * factor rounded to a whole number below 2^22
    const P magic(float_bits<value_of<P>>::magic);
    return fma(x, factor, magic) - magic;
}

// ln(2) as a sum. The first part is so short that its product with an exponent is exact (Cody & Waite 1980).
template <class T>
inline constexpr T ln2_high = sizeof(T) == 4 ? T(0.69314575f) : T(0.6931471805598903);
template <class T>
inline constexpr T ln2_low = sizeof(T) == 4 ? T(1.4286068e-06f) : T(5.497923018708371e-14);
template <class T>
inline constexpr T log2e = sizeof(T) == 4 ? T(1.442695f) : T(1.4426950408889634);
template <class T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();

/// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2
template <class P>
INLAY_INLINE constexpr P exp_rest(P r) {
    if constexpr (is_float<P>)
        return horner(r, 0.0013835569f, 0.008367126f, 0.041667756f, 0.16666539f, 0.49999997f);
    else
        return horner(r, 2.6226817307560275e-08, 2.7631379043991207e-07, 2.755463466016427e-06, 2.480149376366789e-05,
                      0.00019841271591836636, 0.0013888888938679313, 0.008333333333193325, 0.04166666666656558,
                      0.16666666666665694, 0.5000000000000006);
}

/// e^x / 2^n and n: Cody & Waite's reduction.
template <class P>
INLAY_INLINE constexpr P exp_fraction(P x, P& n) {
    using T = value_of<P>;
    n = nearest(x, P(log2e<T>));
    const P r = fma(n, P(-ln2_low<T>), fma(n, P(-ln2_high<T>), x));
    return fma(r * r, exp_rest(r), r) + P(T(1));
}

/// e^x for x <= 0, and 0 where the result would be below the normal numbers: there 2^n has the bits of 0.
template <class P>
INLAY_INLINE constexpr P exp_negative(P x) {
    using T = value_of<P>;
    P n(T(0));
    const P fraction = exp_fraction(max(x, P(-float_bits<T>::bias / log2e<T>)), n);
    return fraction * pow2(n);
}

/// (e^x - 1) / 2 for -40 <= x: half, so that 2^n stays finite until the result is not.
template <class P>
INLAY_INLINE constexpr P expm1_half(P x) {
    using T = value_of<P>;
    const P n = nearest(x, P(log2e<T>));
    const P high = fma(n, P(-ln2_high<T>), x), low = n * P(ln2_low<T>);
    const P r = high - low;
    const P rest = fma(r * r, exp_rest(r), -low);  // e^r - 1 - high
    const P scale = pow2(n - P(T(1)));
    return fma(scale, rest, fma(scale, high, scale - P(T(0.5))));
}

/// k ln(2) + log(1 + f) for sqrt(1/2) <= 1 + f <= sqrt(2)
template <class P>
INLAY_INLINE constexpr P log_sum(P k, P f) {
    using T = value_of<P>;
    const P half_square = f * f * P(T(0.5)), low = k * P(ln2_low<T>);
    if constexpr (is_float<P>) {
        const P p = horner(f, -0.07566847f, 0.12760529f, -0.13170603f, 0.14200929f, -0.16623046f, 0.20001261f,
                           -0.25000823f, 0.3333333f);
        const P rest = fma(f * f * f, p, low) - half_square;
        return fma(k, P(ln2_high<T>), f + rest);
    } else {  // 2 atanh(s), and 2 s = f - s f, s f = half_square - s half_square
        const P s = f / (f + P(T(2))), z = s * s;
        const P p = z * horner(z, 0.1479534780903939, 0.15314112185868503, 0.18183561849518493, 0.2222219862242545,
                               0.28571428741887606, 0.3999999999941706, 0.6666666666666734);
        return fma(k, P(ln2_high<T>), f - (half_square - fma(s, half_square + p, low)));
    }
}

/// The logarithm of u: `finite`, or the special value.
template <class P>
INLAY_INLINE constexpr P log_special(P u, P finite) {
    using T = value_of<P>;
    const P positive = select(u == P(infinity<T>), u, finite);
    const P other = select(u == P(T(0)), P(-infinity<T>), P(std::numeric_limits<T>::quiet_NaN()));
    return select(u > P(T(0)), positive, other);
}

/// log(1 + z) for 0 <= z <= 1
template <class P>
INLAY_INLINE constexpr P log1p_unit(P z) {
    using T = value_of<P>;
    const auto big = z > P(T(0.41421356237309505));
    return log_sum(select(big, P(T(1)), P(T(0))), select(big, fma(z, P(T(0.5)), P(T(-0.5))), z));
}

}  // namespace detail

/// e^x.
template <class P>
INLAY_INLINE constexpr P exp(P x) {
    using T = detail::value_of<P>;
    constexpr T high = sizeof(T) == 4 ? T(89) : T(710);
    P n(T(0));
    const P fraction = detail::exp_fraction(min(max(x, P(-2 * float_bits<T>::bias / detail::log2e<T>)), P(high)), n);
    const P half = detail::nearest(n, P(T(0.5)));  // 2^n alone would leave the exponents
    return fraction * pow2(half) * pow2(n - half);
}

/// e^x - 1.
template <class P>
INLAY_INLINE constexpr P expm1(P x) {
    using T = detail::value_of<P>;
    constexpr T low = sizeof(T) == 4 ? T(-18) : T(-40), high = sizeof(T) == 4 ? T(89) : T(710);
    const P half = detail::expm1_half(min(max(x, P(low)), P(high)));
    return copysign(half + half, x);
}

/// Natural logarithm.
template <class P>
INLAY_INLINE constexpr P log(P x) {
    using T = detail::value_of<P>;
    constexpr T up = static_cast<T>(std::uint64_t{1} << (float_bits<T>::mantissa + 1));
    const auto tiny = x < P(std::numeric_limits<T>::min());
    const P normal = select(tiny, x * P(up), x);
    const P m = mantissa(normal);
    const P k = exponent(normal) - select(tiny, P(T(float_bits<T>::mantissa + 1)), P(T(0)));
    const auto big = m > P(T(1.4142135623730951));
    const P sum = detail::log_sum(select(big, k + P(T(1)), k), select(big, m * P(T(0.5)), m) - P(T(1)));
    return detail::log_special(x, sum);
}

/// log(1 + x).
template <class P>
INLAY_INLINE constexpr P log1p(P x) {
    using T = detail::value_of<P>;
    const P one(T(1)), u = x + one;
    const P k = exponent(u) + select(mantissa(u) > P(T(1.4142135623730951)), one, P(T(0)));
    const P quarter = pow2(P(T(2)) - k);  // 4 / 2^k: 1 / 2^k may be below the normal numbers
    const P f = fma(x * P(T(0.25)), quarter, fma(quarter, P(T(0.25)), -one));
    const P sum = detail::log_special(u, detail::log_sum(k, f));
    return select(abs(x) < P(std::numeric_limits<T>::epsilon() / 4), x, sum);
}

/// Hyperbolic tangent.
template <class P>
INLAY_INLINE constexpr P tanh(P x) {
    using T = detail::value_of<P>;
    const P size = min(abs(x), P(sizeof(T) == 4 ? T(10) : T(20)));
    const P half = detail::expm1_half(size + size);
    return copysign(half / (half + P(T(1))), x);
}

/// 1 / (1 + e^-x).
template <class P>
INLAY_INLINE constexpr P sigmoid(P x) {
    using T = detail::value_of<P>;
    const P one(T(1)), z = detail::exp_negative(-abs(x));
    return select(x < P(T(0)), z, one) / (one + z);
}

/// log(1 + e^x).
template <class P>
INLAY_INLINE constexpr P softplus(P x) {
    using T = detail::value_of<P>;
    return max(x, P(T(0))) + detail::log1p_unit(detail::exp_negative(-abs(x)));
}

/// Error function.
template <class P>
INLAY_INLINE constexpr P erf(P x) {
    using T = detail::value_of<P>;
    const P size = min(abs(x), P(sizeof(T) == 4 ? T(4) : T(6))), z = size * size, one(T(1));
    P n(T(0)), small(T(0)), tail(T(0));
    if constexpr (detail::is_float<P>) {
        small = detail::horner(z, 7.806903e-05f, -0.0007997853f, 0.005187162f, -0.026853347f, 0.11283579f,
                               -0.37612626f, 0.12837917f);
        tail = detail::horner(size, 0.00018638039f, -0.002947663f, 0.02183805f, -0.103106655f, -0.638145f, -1.127089f,
                              -0.0003415748f);
    } else {
        small = detail::horner(z, -7.607291878591326e-10, 1.3616449796818072e-08, -1.6183940391105377e-07,
                               1.6444144845437203e-06, -1.4924465248861336e-05, 0.0001205528047998461,
                               -0.0008548325484567234, 0.005223977596729377, -0.02686617064195864, 0.11283791670936949,
                               -0.37612638903183343, 0.12837916709551256);
        tail = detail::horner(size, -4.9287741791172586e-12, 2.0450227792553625e-10, -3.934370699609484e-09,
                              4.64241545083587e-08, -3.7331283264563223e-07, 2.135734012285996e-06,
                              -8.667405361595055e-06, 2.2823294887472654e-05, -2.0268697705622453e-05,
                              -0.00013504624983586401, 0.0007706366884880583, -0.001915935340611389,
                              0.00041062041079892384, 0.018990184108547584, -0.10270344219331588, -0.6366436271529392,
                              -1.128374089676917, -5.028298207254865e-07);
    }
    const P rest = detail::exp_fraction(tail, n);
    return select(size < one, fma(x, small, x), copysign(one - rest * pow2(n), x));
}

}  // namespace inlay::inline INLAY_ABI::simd
