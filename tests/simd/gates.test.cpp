// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <inlay/simd/gates.hpp>
#include <limits>

namespace gates_test {
namespace {

namespace simd = inlay::simd;

template <class T>
using native = simd::pack<T, simd::native_lanes<T>>;

template <class T>
struct lanes {
    T at[native<T>::size];
    explicit lanes(native<T> p) { p.store(at); }
};

TEST_CASE_TEMPLATE("gate: sigmoid to a rounding error of 1", T, float, double) {
    double worst = 0;
    for (double x = -120; x < 120; x += 0.0037) {
        const lanes<T> got(simd::gate(native<T>(static_cast<T>(x))));
        const long double exact = 1 / (1 + std::exp(-static_cast<long double>(static_cast<T>(x))));
        worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(got.at[0]) - exact)));
    }
    CHECK(worst < 0.85 * std::numeric_limits<T>::epsilon());
    const T infinity = std::numeric_limits<T>::infinity();
    CHECK(lanes<T>(simd::gate(native<T>(infinity))).at[0] == 1);
    CHECK(lanes<T>(simd::gate(native<T>(-infinity))).at[0] == 0);
    CHECK(lanes<T>(simd::gate(native<T>(T(0)))).at[0] == T(0.5));
    CHECK(std::isnan(lanes<T>(simd::gate(native<T>(std::numeric_limits<T>::quiet_NaN()))).at[0]));
}

TEST_CASE_TEMPLATE("gate_or_tanh is the one or the other, lane by lane", P, native<float>) {
    if constexpr (simd::mixes_gates<P>) {
        std::size_t other = 0;
        for (double x = -40; x < 40; x += 0.0037) {
            const P given(static_cast<float>(x));
            const lanes<float> mixed(simd::gate_or_tanh<3, 9>(given)), gates(simd::gate(given)), tanhs(simd::tanh(given));
            for (std::size_t i = 0; i < P::size; ++i) other += mixed.at[i] != (i >= 3 && i < 9 ? tanhs.at[i] : gates.at[i]);
        }
        CHECK(other == 0);
        const lanes<float> nan(simd::gate_or_tanh<3, 9>(P(std::numeric_limits<float>::quiet_NaN())));
        for (const float v : nan.at) CHECK(std::isnan(v));
        const lanes<float> far(simd::gate_or_tanh<0, 1>(P(-std::numeric_limits<float>::infinity())));
        CHECK((far.at[0] == -1 && far.at[1] == 0));
    }
}

}  // namespace
}  // namespace gates_test
