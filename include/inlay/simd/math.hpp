// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/simd/math_avx512.hpp>
#include <inlay/simd/pack.hpp>
#include <limits>
#include <type_traits>

/// Element-wise functions over packs, without branches, tables or libm; constexpr over pack<T, 1>.
///
/// Largest error in units of the last place, float and double, with and without fused multiply-add
/// (tests/simd/math.test.cpp asserts these bounds):
///   exp 1.1   expm1 1.3   log 0.9   log1p 1.5   tanh 1.9   sigmoid 1.8   softplus 1.8   erf 1.7
/// Packs of several lanes differ from one lane by at most 2 units, and constant expressions from run time too.
/// NaN stays NaN, infinities and -0 give the limits. A constant expression in which exp or expm1 overflows is ill-formed.
/// Options such as -ffast-math break these functions. The coefficients come from tools/fit_math.py.
///
/// Methods: W. J. Cody and W. Waite, Software Manual for the Elementary Functions, 1980; J.-M. Muller, 2016.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

template <class P>
using value_of = typename P::value_type;
template <class P>
inline constexpr bool is_float = sizeof(value_of<P>) == 4;
/// fma has one rounding, in constant expressions too.
#if defined(__FMA__) || defined(__aarch64__)
template <class P>
inline constexpr bool fused = P::size > 1;
#else
template <class P>
inline constexpr bool fused = false;
#endif

/// c0 + c1 x + c2 x^2 + … given x and xx = x^2: Horner's scheme in pairs, a chain half as long.
template <class P, class T>
INLAY_INLINE constexpr P horner(P, P, T c0) {
    return P(c0);
}
template <class P, class T>
INLAY_INLINE constexpr P horner(P x, P, T c0, T c1) {
    return fma(x, P(c1), P(c0));
}
template <class P, class T, class... Ts>
INLAY_INLINE constexpr P horner(P x, P xx, T c0, T c1, Ts... rest) {
    return fma(xx, horner(x, xx, rest...), fma(x, P(c1), P(c0)));
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
INLAY_INLINE constexpr P exp_rest(P r, P rr) {
    if constexpr (is_float<P>)
        return horner(r, rr, 0.49999997f, 0.16666539f, 0.041667756f, 0.008367126f, 0.001383558f);
    else
        return horner(r, rr, 0.5000000000000006, 0.16666666666666588, 0.04166666666657676,
                      0.008333333333389531, 0.0013888888931563677, 0.00019841269719046944,
                      2.480150527589481e-05, 2.755740751852048e-06, 2.7626036897699117e-07,
                      2.50537775011463e-08);
}

/// x, within the limit in constant expressions: they refuse what becomes of larger ones, though it is not used.
template <class P>
INLAY_INLINE constexpr P settled(P x, value_of<P> limit) {
    return INLAY_CONSTANT_EVALUATED ? min(max(x, P(-limit)), P(limit)) : x;
}

/// e^r - 1 for |r| <= ln(2) / 2
template <class P>
INLAY_INLINE constexpr P expm1_reduced(P r) {
    const P rr = r * r;
    if constexpr (is_float<P>) {  // exp_rest in an order that has the shorter chain
        const P upper = fma(rr, P(0.001383558f), fma(r, P(0.008367126f), P(0.041667756f)));
        return fma(rr * rr, upper, fma(rr, fma(r, P(0.16666539f), P(0.49999997f)), r));
    } else {
        return fma(rr, exp_rest(r, rr), r);
    }
}

/// e^x / 2^n and n: Cody & Waite's reduction.
template <class P>
INLAY_INLINE constexpr P exp_fraction(P x, P& n) {
    using T = value_of<P>;
    n = nearest(x, P(log2e<T>));
    const P r = fma(n, P(-ln2_low<T>), fma(n, P(-ln2_high<T>), x));
    const P rr = r * r;
    return fma(rr, exp_rest(r, rr), r) + P(T(1));
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
    const P r = high - low, rr = r * r;
    const P rest = fma(rr, exp_rest(r, rr), -low);  // e^r - 1 - high
    const P scale = pow2(n - P(T(1)));
    return fma(scale, rest, fma(scale, high, scale - P(T(0.5))));
}

/// k ln(2) + log(1 + f) for sqrt(1/2) <= 1 + f <= sqrt(2)
template <class P>
INLAY_INLINE constexpr P log_sum(P k, P f) {
    using T = value_of<P>;
    const P ff = f * f, half_square = ff * P(T(0.5)), low = k * P(ln2_low<T>);
    if constexpr (is_float<P>) {
        const P p = horner(f, ff, 0.3333333f, -0.2500082f, 0.20001228f, -0.16623361f, 0.1420173f,
                           -0.13160118f, 0.12761728f, -0.07634841f);
        const P rest = fma(ff * f, p, low) - half_square;
        return fma(k, P(ln2_high<T>), f + rest);
    } else {  // 2 atanh(s), and 2 s = f - s f, s f = half_square - s half_square
        const P s = f / (f + P(T(2))), z = s * s;
        const P p =
            z * horner(z, z * z, 0.6666666666666734, 0.3999999999941706, 0.28571428741887606,
                       0.22222198622424344, 0.18183561849693866, 0.15314112176564765, 0.1479534796981006);
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

/// e^x, below the normal numbers too.
template <class P>
INLAY_INLINE constexpr P exp(P x) {
    using T = detail::value_of<P>;
    constexpr T high = sizeof(T) == 4 ? T(89) : T(710);
    P n(T(0));
    const P fraction =
        detail::exp_fraction(min(max(x, P(-2 * float_bits<T>::bias / detail::log2e<T>)), P(high)), n);
    const P half = detail::nearest(n, P(T(0.5)));  // 2^n alone would leave the exponents
    return fraction * pow2(half) * pow2(n - half);
}

/// e^x - 1, without cancellation near 0.
template <class P>
INLAY_INLINE constexpr P expm1(P x) {
    using T = detail::value_of<P>;
    constexpr T low = sizeof(T) == 4 ? T(-18) : T(-40), high = sizeof(T) == 4 ? T(89) : T(710);
    const P half = detail::expm1_half(min(max(x, P(low)), P(high)));
    return copysign(half + half, x);
}

/// Natural logarithm: -infinity at 0, NaN below. Right for numbers below the normal ones.
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

/// log(1 + x), without cancellation near 0: -infinity at -1, NaN below.
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

/// Hyperbolic tangent, exactly +-1 for large x: (1 - q) / (1 + q) with q = e^-2|x|, and an odd polynomial near 0.
template <class P>
INLAY_INLINE constexpr P tanh(P x) {
    using T = detail::value_of<P>;
#if INLAY_VECTOR_BYTES == 64
    if constexpr (P::size == 16) return detail::tanh_by_pieces(x);
#endif
    const P one(T(1)), size = detail::settled(abs(x), T(40));
    const P n = detail::nearest(size, P(-2 * detail::log2e<T>));
    P r(T(0));
    if constexpr (detail::fused<P> && detail::is_float<P>) {
        r = fma(n, P(-0.6931472f), -(size + size));  // exact enough: q counts for less, the larger it makes n
    } else {
        r = fma(n, P(-detail::ln2_low<T>), fma(n, P(-detail::ln2_high<T>), -(size + size)));
    }
    const P scale = pow2(n), rest = detail::expm1_reduced(r);
    const P ratio = fma(-scale, rest, one - scale) / fma(scale, rest, one + scale);
    const P z = size * size, zz = z * z;
    P q(T(0));
    if constexpr (detail::is_float<P>) {
        q = detail::horner(z, zz, -0.3333328f, 0.13331406f, -0.05373652f, 0.020628193f, -0.0056923414f);
    } else {
        q = detail::horner(z, zz, -0.33333333333332854, 0.13333333333261935, -0.05396825393119599, 0.021869487574472244,
                           -0.008863220981584931, 0.0035919890053256725, -0.0014549580176354804, 0.0005863137327063041,
                           -0.0002285585452230198, 7.713792725562901e-05, -1.6069418641017358e-05);
    }
    const P small = fma(z * size, q, size);
    const P inside = select(size < P(T(0.6)), small, ratio);
    return copysign(select(size > P(T(20)), one, inside), x);
}

/// 1 / (1 + e^-x), exactly 1 for large x; 0 instead of results below the normal numbers.
template <class P>
INLAY_INLINE constexpr P sigmoid(P x) {
    using T = detail::value_of<P>;
    constexpr T digits = T(float_bits<T>::mantissa + 1), ulp = std::numeric_limits<T>::epsilon() / 2;
    constexpr T limit = sizeof(T) == 4 ? T(87.33654f) : T(708.3964185322641);
    const P one(T(1)), given = x;
    x = detail::settled(given, limit);
    const P n = detail::nearest(x, P(-detail::log2e<T>));
    // 1 + 2^n rounds the 1 away at this n, where it still counts: it comes back by way of the exponent.
    const P low = select(n == P(digits), P(ulp / digits - detail::ln2_low<T>), P(-detail::ln2_low<T>));
    const P r = fma(n, low, fma(n, P(-detail::ln2_high<T>), -x));
    const P scale = pow2(n);  // e^-x = scale + scale (e^r - 1): one rounding less than by the product
    const P divisor = fma(scale, detail::expm1_reduced(r), one + scale);
    P ratio = one;
#if INLAY_VECTOR_BYTES == 64
    if constexpr (P::size == 16) ratio = detail::reciprocal_by_guess(divisor);
    else
#endif
        ratio = one / divisor;
    return select(abs(given) > P(limit), select(given > P(T(0)), one, P(T(0))), ratio);
}

/// log(1 + e^x) for any x: x for large x, and 0 instead of results below the normal numbers.
template <class P>
INLAY_INLINE constexpr P softplus(P x) {
    using T = detail::value_of<P>;
    return max(x, P(T(0))) + detail::log1p_unit(detail::exp_negative(-abs(x)));
}

/// Error function, exactly +-1 for large x.
template <class P>
INLAY_INLINE constexpr P erf(P x) {
    using T = detail::value_of<P>;
    const P size = min(abs(x), P(sizeof(T) == 4 ? T(4) : T(6))), z = size * size, zz = z * z, one(T(1));
    P n(T(0)), small(T(0)), tail(T(0));
    if constexpr (detail::is_float<P>) {
        small = detail::horner(z, zz, 0.12837912f, -0.3761232f, 0.112801135f, -0.026709208f, 0.004914884f,
                               -0.000561971f);
        tail = detail::horner(size, z, -0.0026197967f, -1.117619f, -0.6542432f, -0.08879761f, 0.014831147f,
                              -0.0011571316f);
    } else {
        small = detail::horner(z, zz, 0.12837916709551256, -0.37612638903183343, 0.11283791670936949,
                               -0.02686617064195864, 0.005223977596729377, -0.0008548325484567234,
                               0.0001205528047998461, -1.4924465248861336e-05, 1.6444144845437203e-06,
                               -1.6183940391105377e-07, 1.3616449796829748e-08, -7.607291878719121e-10);
        tail = detail::horner(size, z, -5.028298207254865e-07, -1.128374089676917, -0.6366436271529392,
                              -0.10270344219331588, 0.018990184108547584, 0.00041062041079892384,
                              -0.001915935340611389, 0.0007706366884880583, -0.00013504624983586401,
                              -2.0268697705622453e-05, 2.2823294887472654e-05, -8.667405361595055e-06,
                              2.135734012285995e-06, -3.7331283264563647e-07, 4.642415450837209e-08,
                              -3.934370699621227e-09, 2.0450227792966176e-10, -4.928774179628563e-12);
    }
    const P rest = detail::exp_fraction(tail, n);
    return select(size < one, fma(x, small, x), copysign(one - rest * pow2(n), x));
}

}  // namespace inlay::inline INLAY_ABI::simd
