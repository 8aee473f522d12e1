// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/pieces.hpp>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace pack_test {
namespace {

namespace simd = inlay::simd;

template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();

/// Runs `f` with packs of every number of lanes that T has on this target.
template <class T, class F>
void for_each_width(F f) {
    std::size_t lanes = 0;
    CAPTURE(lanes);
    auto with = [&]<std::size_t N>() {
        if constexpr (simd::has_lanes<T, N>) {
            lanes = N;
            f.template operator()<simd::pack<T, N>>();
        }
    };
    with.template operator()<1>();
    with.template operator()<2>();
    with.template operator()<4>();
    with.template operator()<8>();
    with.template operator()<16>();
}

/// first, first + step, …: one value per lane.
template <class P>
P ramp(double first, double step) {
    typename P::value_type values[P::size];
    for (std::size_t i = 0; i < P::size; ++i)
        values[i] = static_cast<typename P::value_type>(first + step * i);
    return P::load(values);
}

/// Whether every lane i of p is want(i), bit signs of zeros included, NaN being equal to NaN.
template <class P, class F>
bool lanes_are(P p, F want) {
    typename P::value_type values[P::size];
    p.store(values);
    for (std::size_t i = 0; i < P::size; ++i) {
        const auto expected = static_cast<typename P::value_type>(want(i));
        if (std::isnan(expected) ? !std::isnan(values[i])
                                 : values[i] != expected || std::signbit(values[i]) != std::signbit(expected))
            return false;
    }
    return true;
}

TEST_CASE_TEMPLATE("pack: load, store and arithmetic go lane by lane", T, float, double) {
    for_each_width<T>([]<class P>() {
        const P a = ramp<P>(1, 2), b = ramp<P>(4, -0.5);
        auto x = [](std::size_t i) { return 1 + 2.0 * i; };
        auto y = [](std::size_t i) { return 4 - 0.5 * i; };
        CHECK(lanes_are(a, x));
        CHECK(lanes_are(P(3), [](std::size_t) { return 3; }));
        CHECK(lanes_are(a + b, [&](std::size_t i) { return x(i) + y(i); }));
        CHECK(lanes_are(a - b, [&](std::size_t i) { return x(i) - y(i); }));
        CHECK(lanes_are(a * b, [&](std::size_t i) { return x(i) * y(i); }));
        CHECK(lanes_are(b / a, [&](std::size_t i) { return T(y(i)) / T(x(i)); }));
        CHECK(lanes_are(-a, [&](std::size_t i) { return -x(i); }));
        CHECK(lanes_are(fma(a, b, a), [&](std::size_t i) { return x(i) * y(i) + x(i); }));
        T memory[P::size + 2] = {};
        a.store(memory + 1);  // not aligned, and nothing beside it is written
        CHECK(memory[0] == 0);
        CHECK(memory[P::size + 1] == 0);
        CHECK(lanes_are(P::load(memory + 1), x));
    });
}

TEST_CASE_TEMPLATE("pack: comparisons choose between lanes", T, float, double) {
    for_each_width<T>([]<class P>() {
        const P a = ramp<P>(0, 1), half(T(P::size) / 2), yes(1), no(0);
        const double middle = P::size / 2.0;
        CHECK(lanes_are(select(a < half, yes, no), [&](std::size_t i) { return i < middle; }));
        CHECK(lanes_are(select(a > half, yes, no), [&](std::size_t i) { return i > middle; }));
        CHECK(lanes_are(select(a <= half, yes, no), [&](std::size_t i) { return i <= middle; }));
        CHECK(lanes_are(select(a >= half, yes, no), [&](std::size_t i) { return i >= middle; }));
        CHECK(lanes_are(select(a == half, yes, no), [&](std::size_t i) { return i == middle; }));
        CHECK(any(a == P(P::size - 1), a));
        CHECK(!any(a == P(P::size), a));
        const P nan(std::numeric_limits<T>::quiet_NaN());
        CHECK(!any(nan < a, a));
        CHECK(!any(nan >= a, a));
        CHECK(!any(nan == nan, a));
    });
}

TEST_CASE_TEMPLATE("pack: min and max keep a NaN of the first argument", T, float, double) {
    for_each_width<T>([]<class P>() {
        const P a = ramp<P>(0, 1), two(2), nan(std::numeric_limits<T>::quiet_NaN());
        CHECK(lanes_are(min(a, two), [](std::size_t i) { return i < 2 ? i : 2; }));
        CHECK(lanes_are(max(a, two), [](std::size_t i) { return i > 2 ? i : 2; }));
        CHECK(lanes_are(min(nan, two), [](std::size_t) { return std::nan(""); }));
        CHECK(lanes_are(max(nan, two), [](std::size_t) { return std::nan(""); }));
    });
}

TEST_CASE_TEMPLATE("pack: signs, sizes and square roots", T, float, double) {
    for_each_width<T>([]<class P>() {
        const P a = ramp<P>(-2.5, 1);
        auto x = [](std::size_t i) { return i - 2.5; };
        CHECK(lanes_are(abs(a), [&](std::size_t i) { return std::abs(x(i)); }));
        CHECK(lanes_are(abs(P(-infinity<T>)), [](std::size_t) { return infinity<T>; }));
        CHECK(lanes_are(abs(P(T(-0.0))), [](std::size_t) { return 0.0; }));
        CHECK(lanes_are(copysign(P(3), a), [&](std::size_t i) { return std::copysign(3, x(i)); }));
        CHECK(lanes_are(copysign(a, P(T(-0.0))), [&](std::size_t i) { return -std::abs(x(i)); }));
        CHECK(lanes_are(sqrt(ramp<P>(0, 0.7)), [](std::size_t i) { return std::sqrt(T(0.7 * i)); }));
        CHECK(lanes_are(sqrt(P(infinity<T>)), [](std::size_t) { return infinity<T>; }));
        CHECK(lanes_are(sqrt(P(-1)), [](std::size_t) { return std::nan(""); }));
    });
}

TEST_CASE_TEMPLATE("pack: powers of two, exponents and mantissas of all normal numbers", T, float, double) {
    using limits = std::numeric_limits<T>;
    for_each_width<T>([]<class P>() {
        for (int n = limits::min_exponent - 1; n + static_cast<int>(P::size) <= limits::max_exponent; ++n) {
            const P powers = pow2(ramp<P>(n, 1)), numbers = powers * P(T(1.625));
            const bool right =
                lanes_are(powers, [&](std::size_t i) { return std::ldexp(T(1), n + static_cast<int>(i)); }) &&
                lanes_are(exponent(numbers), [&](std::size_t i) { return n + static_cast<int>(i); }) &&
                lanes_are(mantissa(numbers), [](std::size_t) { return 1.625; });
            CAPTURE(n);
            CHECK(right);
        }
        // One below is 0 and one above infinity: exp() and its kin rely on it.
        CHECK(lanes_are(pow2(P(limits::min_exponent - 2)), [](std::size_t) { return 0.0; }));
        CHECK(lanes_are(pow2(P(limits::max_exponent)), [](std::size_t) { return infinity<T>; }));
    });
}

TEST_CASE_TEMPLATE("pack: reductions", T, float, double) {
    for_each_width<T>([]<class P>() {
        const double n = P::size;
        CHECK(reduce_add(ramp<P>(3, 2)) == T(3 * n + n * (n - 1)));
        CHECK(reduce_max(ramp<P>(-7, 2)) == T(-7 + 2 * (n - 1)));
        CHECK(reduce_max(ramp<P>(-7, -2)) == T(-7));
        if constexpr (P::size > 1 && simd::has_lanes<T, P::size / 2>) {
            const auto [low, high] = split(ramp<P>(3, 2));
            CHECK(lanes_are(low, [](std::size_t i) { return 3 + 2.0 * i; }));
            CHECK(lanes_are(high, [=](std::size_t i) { return 3 + n + 2.0 * i; }));
        }
    });
}

TEST_CASE_TEMPLATE("pack: the first values are stored and loaded, and nothing beside them", T, float, double) {
    for_each_width<T>([]<class P>() {
        const auto check = [](auto count) {
            constexpr std::size_t lanes = P::size, n = decltype(count)::value;
            T values[lanes + 2] = {};
            simd::store_first<n>(ramp<P>(3, 2), values + 1);
            for (std::size_t i = 0; i < lanes + 2; ++i) {
                const bool stored = i > 0 && i <= n;
                CHECK(values[i] == (stored ? T(1 + 2 * static_cast<double>(i)) : T(0)));
            }
            const std::vector<T> just_as_many(values + 1, values + 1 + n);
            CHECK(lanes_are(simd::load_first<lanes, n>(just_as_many.data(), T(7)), [](std::size_t i) { return i < n ? 3 + 2.0 * i : 7.0; }));
            if constexpr (n < lanes) {  // two packs that share lanes - n values
                const P row[] = {ramp<P>(1, 1), ramp<P>(1 + n, 1)};
                T all[lanes + n + 1] = {};
                simd::store_once<lanes + n>(row, all);
                for (std::size_t i = 0; i < lanes + n; ++i) CHECK(all[i] == T(i + 1));
                CHECK(all[lanes + n] == 0);
            }
        };
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            (check(std::integral_constant<std::size_t, i + 1>{}), ...);
        }(std::make_index_sequence<P::size>{});
    });
}

TEST_CASE_TEMPLATE("pack: one lane works in constant expressions", T, float, double) {
    using P = simd::pack<T, 1>;
    static_assert((P(3) * P(2) + P(1) - P(4) / P(8)).v == T(6.5));
    static_assert(fma(P(2), P(3), P(4)).v == 10 && select(P(1) < P(2), P(5), P(6)).v == 5);
    static_assert(min(P(1), P(2)).v == 1 && max(P(1), P(2)).v == 2 && abs(P(-3)).v == 3);
    static_assert(copysign(P(3), P(-1)).v == -3 && pow2(P(-3)).v == T(0.125));
    static_assert(exponent(P(40)).v == 5 && mantissa(P(40)).v == T(1.25));
    static_assert(sqrt(P(0)).v == 0 && sqrt(P(9)).v == 3 && sqrt(P(infinity<T>)).v == infinity<T>);
    constexpr T values[] = {T(2), T(0.3), T(1e-30), T(7e25), T(1.0000001)};
    constexpr T roots[] = {sqrt(P(values[0])).v, sqrt(P(values[1])).v, sqrt(P(values[2])).v,
                           sqrt(P(values[3])).v, sqrt(P(values[4])).v};
    for (int i = 0; i < 5; ++i)  // Newton's method may end next to the nearest number
        CHECK(std::abs(roots[i] - std::sqrt(values[i])) <= std::numeric_limits<T>::epsilon() * roots[i]);
}

TEST_CASE_TEMPLATE("pack: the widest lanes that fit", T, float, double) {
    constexpr std::size_t native = simd::native_lanes<T>;
    static_assert(simd::has_lanes<T, native>);
    CHECK(simd::lanes_within<T>(0) == 1);
    CHECK(simd::lanes_within<T>(1) == 1);
    CHECK(simd::lanes_within<T>(native) == native);
    CHECK(simd::lanes_within<T>(1000) == native);
    for (std::size_t most = 1; most < 40; ++most) {
        CAPTURE(most);
        CHECK(simd::lanes_within<T>(most) <= most);
        if (most >= native) CHECK(simd::lanes_within<T>(most) == native);
    }
}

TEST_CASE_TEMPLATE("near_sqrt is within one unit of the root; 0 and infinity are their own", T, float, double) {
    for_each_width<T>([]<class P>() {
        T values[P::size];
        const auto root = [&](T a) {
            near_sqrt(P(a)).store(values);
            return values[P::size - 1];
        };
        for (T a = std::numeric_limits<T>::min(); a < std::numeric_limits<T>::max() / 2; a *= T(1.7)) {
            const T exact = std::sqrt(a), next = std::nextafter(exact, infinity<T>), before = std::nextafter(exact, T(0));
            const T got = root(a);
            const bool near = got >= before && got <= next;
            CHECK_MESSAGE(near, a, ": ", got);
        }
        CHECK(root(0) == 0);
        CHECK(root(infinity<T>) == infinity<T>);
        CHECK(std::isnan(root(-1)));
        CHECK(std::isnan(root(std::numeric_limits<T>::quiet_NaN())));
    });
}

}  // namespace
}  // namespace pack_test
