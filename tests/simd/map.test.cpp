// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <inlay/simd/map.hpp>
#include <utility>

#include "laws/values.hpp"

namespace simd = inlay::simd;

TEST_CASE_TEMPLATE("map: every number of elements, apart and in place", T, float, double) {
    const auto f = [](auto a, auto b) { return a * 2 + b; };
    for (std::size_t n = 0; n <= 70; ++n) {
        CAPTURE(n);
        const laws::array<T> a(laws::scattered(n, 1)), b(laws::scattered(n, 2)), y(n, laws::nan<T>);
        std::vector<double> expected;
        for (std::size_t i = 0; i < n; ++i) expected.push_back(a[i] * 2 + b[i]);
        simd::map(n, f, y.data(), a.data(), b.data());
        CHECK(y.copy() == expected);
        simd::map(n, f, b.data(), a.data(), b.data());
        CHECK(b.copy() == expected);
    }
}

template <class T>
struct of_one_size {
    T squares, largest;
};

/// `run` of n values gives the sum of their squares and the largest of them, and multiplies them by 4.
template <class T>
void check_one_size(std::size_t n, of_one_size<T> (*run)(T*)) {
    CAPTURE(n);
    const laws::array<T> a(laws::scattered(n, 1));
    std::vector<double> expected;
    T total = 0;
    for (std::size_t i = 0; i < n; ++i) {
        expected.push_back(a[i] * 4);
        total += a[i] * a[i];
    }
    const T largest = *std::max_element(a.begin(), a.end());
    const of_one_size<T> got = run(a.data());
    CHECK(got.squares == doctest::Approx(total).epsilon(1e-6));
    CHECK(got.largest == largest);
    CHECK(a.copy() == expected);
}

TEST_CASE_TEMPLATE("map: numbers known to the compiler", T, float, double) {
    [&]<std::size_t... Sizes>(std::index_sequence<Sizes...>) {
        (check_one_size<T>(Sizes, [](T* a) {
            constexpr simd::fixed<Sizes> n;
            const T squares = simd::sum(n, [](auto v) { return v * v; }, static_cast<const T*>(a));
            const T largest = simd::largest(static_cast<const T*>(a), n);
            simd::map(n, [](auto v) { return v * 4; }, a, a);
            return of_one_size<T>{squares, largest};
        }), ...);
    }(std::index_sequence<1, 2, 3, 5, 10, 15, 17, 33>{});
}

TEST_CASE_TEMPLATE("map: sums count every element once", T, float, double) {
    for (std::size_t n = 0; n <= 70; ++n) {
        CAPTURE(n);
        const laws::array<T> a(n), y(n), z(n);
        T total = 0;
        for (std::size_t i = 0; i < n; ++i)
            total += a[i] = y[i] = static_cast<T>(i + 1);  // whole numbers: sums are exact
        CHECK(simd::sum(n, [](auto v) { return v; }, static_cast<const T*>(a.data())) == total);
        const T parts = simd::map_sum(n, [](auto v) { return std::array{v + 1, v * 3}; }, y.data(), y.data());
        CHECK(parts == 3 * total);
        simd::map_all(
            n, [](auto v, auto w) { return std::array{w, v - w}; }, std::array{y.data(), z.data()},
            std::array<const T*, 2>{a.data(), y.data()});
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(y[i] == a[i] + 1);
            CHECK(z[i] == -1);
        }
        if (n > 0) CHECK(simd::largest(static_cast<const T*>(a.data()), n) == static_cast<T>(n));
    }
}

TEST_CASE("map: an element that is not there is not seen") {
    const laws::array<float> a(3, 1.0f);
    CHECK(simd::sum(a.size(), [](auto v) { return 1 / v; }, static_cast<const float*>(a.data())) == 3);
}

TEST_CASE_TEMPLATE("for_packs: covers every element once", T, float, double) {
    const auto check = [&]<std::size_t N>(simd::fixed<N>) {
        const laws::array<T> counts(N, T(0));
        simd::for_packs<T, N>([&]<class P>(P*, std::size_t at) {
            (P::load(counts.data() + at) + P(1)).store(counts.data() + at);
        });
        CHECK(std::count(counts.begin(), counts.end(), T(1)) == static_cast<std::ptrdiff_t>(N));
    };
    check(simd::fixed<1>{});
    check(simd::fixed<3>{});
    check(simd::fixed<5>{});
    check(simd::fixed<17>{});
    check(simd::fixed<33>{});
    check(simd::fixed<64>{});
}

TEST_CASE("map: in constant expressions") {
    constexpr auto squares = [] {
        std::array<float, 5> v{1, 2, 3, 4, 5};
        simd::map(v.size(), [](auto a) { return a * a; }, v.data(), v.data());
        return v;
    }();
    static_assert(squares == std::array<float, 5>{1, 4, 9, 16, 25});
    static_assert(simd::sum(squares.size(), [](auto a) { return a; }, squares.data()) == 55);
    static_assert(simd::largest(squares.data(), simd::fixed<5>{}) == 25);
}
