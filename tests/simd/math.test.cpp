// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <inlay/simd/math.hpp>
#include <iterator>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

namespace math_test {
namespace {

namespace simd = inlay::simd;

/// Distance between `got` and the exact `want`, in units of the last place of the value of T next to `want`.
template <class T>
double ulps(T got, long double want) {
    using limits = std::numeric_limits<T>;
    const T nearest = static_cast<T>(want);
    if (std::isnan(nearest) || std::isnan(got)) return std::isnan(nearest) && std::isnan(got) ? 0 : 1e30;
    if (std::isinf(nearest) || std::isinf(got)) return nearest == got ? 0 : 1e30;
    int exponent = limits::min_exponent;
    if (want != 0) std::frexp(want, &exponent);
    exponent = std::max(exponent, limits::min_exponent);
    return static_cast<double>(std::fabs(static_cast<long double>(got) - want) /
                               std::ldexp(1.0L, exponent - limits::digits));
}

/// Values of every size and sign, infinities and NaN among them, and more of those that matter in networks.
template <class T>
const std::vector<T>& inputs() {
    static const std::vector<T> values = [] {
        using limits = std::numeric_limits<T>;
        std::vector<T> made{T(0),
                            -T(0),
                            limits::infinity(),
                            -limits::infinity(),
                            limits::max(),
                            -limits::max(),
                            limits::min(),
                            -limits::min(),
                            limits::denorm_min(),
                            T(1),
                            T(-1),
                            limits::quiet_NaN()};
        std::mt19937_64 random(1);
        if constexpr (sizeof(T) == 4)
            for (std::uint64_t bits = 0; bits <= 0xffffffff; bits += 4099)
                made.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
        else
            for (int i = 0; i < 200'000; ++i) made.push_back(std::bit_cast<double>(random()));
        for (double width : {0.01, 0.5, 2.0, 6.0, 30.0, sizeof(T) == 4 ? 105.0 : 750.0})
            for (int i = 0; i < 50'000; ++i)
                made.push_back(static_cast<T>(std::uniform_real_distribution<double>(-width, width)(random)));
        while (made.size() % 64) made.push_back(T(0.5));
        return made;
    }();
    return values;
}

enum class below_normal { exact, zero };

/// Results of packs of so many lanes: their largest error, and how far they are from those of packs of one lane.
template <class T>
void judge(std::size_t lanes, const std::vector<T>& got, const std::vector<long double>& want, double bound, below_normal small,
           const std::vector<T>& scalar) {
    const std::vector<T>& x = inputs<T>();
    double worst = 0, apart = 0;
    T worst_at = 0, apart_at = 0;
    for (std::size_t at = 0; at < x.size(); ++at) {
        const bool flushed = small == below_normal::zero && got[at] == 0 && std::fabs(want[at]) < std::numeric_limits<T>::min();
        const double error = flushed ? 0 : ulps(got[at], want[at]);
        if (error > worst) worst = error, worst_at = x[at];
        const double difference = ulps(got[at], static_cast<long double>(scalar[at]));
        if (difference > apart) apart = difference, apart_at = x[at];
    }
    CAPTURE(sizeof(T));
    CAPTURE(lanes);
    CAPTURE(worst_at);
    CHECK(worst <= bound);
    CAPTURE(apart_at);
    CHECK(apart <= 2);
}

template <std::size_t N, class T, class F>
void check_lanes(F f, const std::vector<long double>& want, double bound, below_normal small,
                 const std::vector<T>& scalar) {
    if constexpr (simd::has_lanes<T, N>) {
        const std::vector<T>& x = inputs<T>();
        std::vector<T> got(x.size());
        for (std::size_t i = 0; i < x.size(); i += N) f(simd::pack<T, N>::load(&x[i])).store(&got[i]);
        judge(N, got, want, bound, small, scalar);
    }
}

template <class T, class F>
void check(F f, long double (*reference)(long double), double bound, below_normal small = below_normal::exact) {
    std::vector<long double> want;
    std::vector<T> scalar;
    for (T x : inputs<T>()) {
        want.push_back(reference(static_cast<long double>(x)));
        scalar.push_back(f(simd::pack<T, 1>(x)).v);
    }
    check_lanes<16>(f, want, bound, small, scalar);
    check_lanes<8>(f, want, bound, small, scalar);
    check_lanes<4>(f, want, bound, small, scalar);
    check_lanes<2>(f, want, bound, small, scalar);
    check_lanes<1>(f, want, bound, small, scalar);
}

TEST_CASE_TEMPLATE("math: error against long double over all sizes of numbers", T, float, double) {
    check<T>([](auto x) { return exp(x); }, [](long double x) { return std::exp(x); }, 1.1);
    check<T>([](auto x) { return expm1(x); }, [](long double x) { return std::expm1(x); }, 1.3);
    check<T>([](auto x) { return log(x); }, [](long double x) { return std::log(x); }, 0.9);
    check<T>([](auto x) { return log1p(x); }, [](long double x) { return std::log1p(x); }, 1.5);
    check<T>([](auto x) { return tanh(x); }, [](long double x) { return std::tanh(x); }, 1.9);
    check<T>([](auto x) { return sigmoid(x); }, [](long double x) { return 1 / (1 + std::exp(-x)); }, 1.8,
             below_normal::zero);
    check<T>([](auto x) { return softplus(x); },
             [](long double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); },
             1.8, below_normal::zero);
    check<T>([](auto x) { return erf(x); }, [](long double x) { return std::erf(x); }, 1.7);
}

/// f in the last lane of a pack of N lanes.
template <class T, std::size_t N, class F>
T lane(F f, double x) {
    T values[N] = {};
    values[N - 1] = static_cast<T>(x);
    f(simd::pack<T, N>::load(values)).store(values);
    return values[N - 1];
}

template <class T>
void expect_same(std::size_t lanes, T got, double want) {
    CAPTURE(lanes);
    CHECK(got == static_cast<T>(want));
    CHECK(std::signbit(got) == std::signbit(want));
}

template <class T, std::size_t N>
void check_special_values() {
    constexpr double inf = std::numeric_limits<double>::infinity();
    constexpr bool narrow = sizeof(T) == 4;
    const auto same = [](T got, double want) { expect_same(N, got, want); };
    auto exp = [](auto x) { return simd::exp(x); };
    same(lane<T, N>(exp, 0), 1);
    same(lane<T, N>(exp, -inf), 0);
    same(lane<T, N>(exp, inf), inf);
    same(lane<T, N>(exp, narrow ? 89 : 710), inf);
    CHECK(std::isfinite(lane<T, N>(exp, narrow ? 88.72 : 709.78)));
    CHECK(lane<T, N>(exp, narrow ? -103 : -745) > 0);
    same(lane<T, N>(exp, narrow ? -104 : -746), 0);
    auto expm1 = [](auto x) { return simd::expm1(x); };
    same(lane<T, N>(expm1, 0.0), 0.0);
    same(lane<T, N>(expm1, -0.0), -0.0);
    same(lane<T, N>(expm1, -inf), -1);
    same(lane<T, N>(expm1, inf), inf);
    CHECK(std::isfinite(lane<T, N>(expm1, narrow ? 88.72 : 709.78)));
    auto log = [](auto x) { return simd::log(x); };
    same(lane<T, N>(log, 1), 0);
    same(lane<T, N>(log, 0.0), -inf);
    same(lane<T, N>(log, -0.0), -inf);
    same(lane<T, N>(log, inf), inf);
    CHECK(std::isnan(lane<T, N>(log, -1)));
    CHECK(std::isnan(lane<T, N>(log, -inf)));
    auto log1p = [](auto x) { return simd::log1p(x); };
    same(lane<T, N>(log1p, -0.0), -0.0);
    same(lane<T, N>(log1p, -1), -inf);
    same(lane<T, N>(log1p, inf), inf);
    CHECK(std::isnan(lane<T, N>(log1p, -1.5)));
    CHECK(std::isnan(lane<T, N>(log1p, -inf)));
    auto tanh = [](auto x) { return simd::tanh(x); };
    same(lane<T, N>(tanh, -0.0), -0.0);
    for (double x : {narrow ? 9.2 : 19.2, 50.0, 1000.0, inf}) {
        same(lane<T, N>(tanh, x), 1);
        same(lane<T, N>(tanh, -x), -1);
    }
    auto sigmoid = [](auto x) { return simd::sigmoid(x); };
    same(lane<T, N>(sigmoid, 0), 0.5);
    for (double x : {narrow ? 18.0 : 38.0, 1000.0, inf}) same(lane<T, N>(sigmoid, x), 1);
    for (double x : {narrow ? -89.0 : -710.0, -1000.0, -inf}) same(lane<T, N>(sigmoid, x), 0);
    auto softplus = [](auto x) { return simd::softplus(x); };
    same(lane<T, N>(softplus, -inf), 0);
    same(lane<T, N>(softplus, -1000), 0);
    same(lane<T, N>(softplus, 1000), 1000);
    same(lane<T, N>(softplus, inf), inf);
    auto erf = [](auto x) { return simd::erf(x); };
    same(lane<T, N>(erf, -0.0), -0.0);
    for (double x : {narrow ? 4.0 : 6.0, 50.0, inf}) {
        same(lane<T, N>(erf, x), 1);
        same(lane<T, N>(erf, -x), -1);
    }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (double x : {nan, -nan}) {
        CHECK(std::isnan(lane<T, N>(exp, x)));
        CHECK(std::isnan(lane<T, N>(expm1, x)));
        CHECK(std::isnan(lane<T, N>(log, x)));
        CHECK(std::isnan(lane<T, N>(log1p, x)));
        CHECK(std::isnan(lane<T, N>(tanh, x)));
        CHECK(std::isnan(lane<T, N>(sigmoid, x)));
        CHECK(std::isnan(lane<T, N>(softplus, x)));
        CHECK(std::isnan(lane<T, N>(erf, x)));
    }
}

TEST_CASE_TEMPLATE("math: special values", T, float, double) {
    check_special_values<T, 1>();
    if constexpr (simd::native_lanes<T> > 1) check_special_values<T, simd::native_lanes<T>>();
}

inline constexpr double constant_inputs[] = {-30,  -3.7, -0.75, -0.3, -1e-5, -0.0, 1e-30,
                                             0.02, 0.4,  0.9,   1.7,  5,     21,   88};

/// Every function over constant_inputs (the logarithms over their sizes).
template <class T>
constexpr auto table(const double (&x)[std::size(constant_inputs)]) {
    struct {
        T values[std::size(constant_inputs)][8];
    } result{};
    for (std::size_t i = 0; i < std::size(constant_inputs); ++i) {
        const simd::pack<T, 1> p(x[i]);
        const simd::pack<T, 1> made[] = {exp(p),  expm1(p),   log(abs(p)), log1p(abs(p)),
                                         tanh(p), sigmoid(p), softplus(p), erf(p)};
        for (int f = 0; f < 8; ++f) result.values[i][f] = made[f].v;
    }
    return result;
}

constexpr float infinite = std::numeric_limits<float>::infinity();
static_assert(simd::tanh(simd::pack<float, 1>(infinite)).v == 1 &&
              simd::exp(simd::pack<float, 1>(-infinite)).v == 0);
static_assert(simd::sigmoid(simd::pack<float, 1>(-infinite)).v == 0 &&
              simd::erf(simd::pack<float, 1>(-9)).v == -1);
static_assert(simd::log(simd::pack<float, 1>(0)).v == -infinite &&
              simd::log1p(simd::pack<float, 1>(-1)).v == -infinite);

TEST_CASE_TEMPLATE("math: constant expressions equal run time", T, float, double) {
    static constexpr auto constants = table<T>(constant_inputs);
    double x[std::size(constant_inputs)];
    for (std::size_t i = 0; i < std::size(x); ++i) {
        const volatile double hidden = constant_inputs[i];
        x[i] = hidden;
    }
    const auto computed = table<T>(x);
    for (std::size_t i = 0; i < std::size(x); ++i)
        for (int f = 0; f < 8; ++f) {
            CAPTURE(x[i]);
            CAPTURE(f);
#if defined(__x86_64__) && !defined(__FMA__)  // nothing is fused here, so all roundings are the same
            CHECK(std::bit_cast<std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>(
                      computed.values[i][f]) ==
                  std::bit_cast<std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>(
                      constants.values[i][f]));
#else
            CHECK(ulps(computed.values[i][f], static_cast<long double>(constants.values[i][f])) <= 2);
#endif
        }
}

}  // namespace
}  // namespace math_test
