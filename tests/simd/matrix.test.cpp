// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/matrix_backward.hpp>
#include <limits>
#include <string>

#include "laws/values.hpp"

namespace simd = inlay::simd;

// Against plain loops in double, for widths beside every number of lanes. Arrays are exactly as long as they must be, so
// that AddressSanitizer sees a step beyond them; outputs start as NaN.
namespace matrix_test {
namespace {

constexpr std::size_t counts[] = {1, 2, 3, 4, 7, 8, 13, 24};

template <class T>
laws::array<T> numbers(std::size_t count, std::uint64_t seed) {
    return laws::array<T>(laws::scattered(count, seed, 1));
}

/// |got - expected| within the rounding of `terms` additions of products of size 1.
template <class T>
void expect(const std::string& what, const laws::array<T>& got, const laws::array<double>& expected, std::size_t terms) {
    const double allowed = static_cast<double>(terms + 2) * std::numeric_limits<T>::epsilon();
    double worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double error = std::abs(static_cast<double>(got[i]) - expected[i]);
        worst = error <= worst ? worst : error;
        if (std::isnan(error)) worst = 1e9;
    }
    CHECK_MESSAGE(worst <= allowed, what, ": off by ", worst);
}

/// The four products of one size behind one pointer, so that all but their calls is compiled once per type.
template <class T>
struct subject {
    std::size_t in, out;
    void (*run)(const T* x, const T* w, const T* bias, const T* dy, T* y, T* dx, T* dw, T* db, std::size_t n);
};

template <class T>
void check(const subject<T>& s) {
    const std::size_t in = s.in, out = s.out;
    const std::string size = std::to_string(in) + " to " + std::to_string(out);
    const auto w = numbers<T>(in * out, 1), bias = numbers<T>(out, 2);
    for (const std::size_t n : counts) {
        CAPTURE(n);
        const auto x = numbers<T>(n * in, 3), dy = numbers<T>(n * out, 4);
        const laws::array<T> y(n * out, laws::nan<T>), dx(n * in, laws::nan<T>), dw = numbers<T>(in * out, 5), db = numbers<T>(out, 6);
        const laws::array<double> y_(n * out), dx_(n * in, 0), dw_(dw.copy()), db_(db.copy());
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t o = 0; o < out; ++o) {
                double sum = bias[o];
                const double d = dy[k * out + o];
                for (std::size_t i = 0; i < in; ++i) {
                    sum += static_cast<double>(x[k * in + i]) * w[i * out + o];
                    dx_[k * in + i] += d * w[i * out + o];
                    dw_[i * out + o] += d * x[k * in + i];
                }
                y_[k * out + o] = sum;
                db_[o] += d;
            }
        }
        s.run(x.data(), w.data(), bias.data(), dy.data(), y.data(), dx.data(), dw.data(), db.data(), n);
        expect("affine " + size, y, y_, in);
        expect("multiply_transposed " + size, dx, dx_, out);
        expect("accumulate_outer " + size, dw, dw_, n);
        expect("accumulate_rows " + size, db, db_, n);
    }
}

template <class T, std::size_t In, std::size_t Out>
void products() {
    check<T>({In, Out, [](const T* x, const T* w, const T* bias, const T* dy, T* y, T* dx, T* dw, T* db, std::size_t n) {
                  simd::affine<In, Out>(x, w, bias, y, n);
                  simd::multiply_transposed<In, Out>(dy, w, dx, n);
                  simd::accumulate_outer<In, Out>(x, dy, dw, n);
                  simd::accumulate_rows<Out>(dy, db, n);
              }});
}

TEST_CASE("products with awkward widths, in float") {
    products<float, 1, 1>();
    products<float, 2, 65>();
    products<float, 3, 17>();
    products<float, 5, 7>();
    products<float, 7, 3>();
    products<float, 8, 15>();
    products<float, 9, 64>();
    products<float, 15, 2>();
    products<float, 16, 31>();
    products<float, 17, 5>();
    products<float, 31, 9>();
    products<float, 33, 16>();
    products<float, 64, 33>();
    products<float, 65, 8>();
}

TEST_CASE("products with awkward widths, in double") {
    products<double, 3, 31>();
    products<double, 5, 9>();
    products<double, 17, 3>();
    products<double, 33, 65>();
    products<double, 65, 5>();
}

TEST_CASE("depths of more than one panel") {
    products<float, 19, 300>();
    products<float, 801, 50>();
    products<double, 401, 49>();
    products<float, 700, 190>();  // does not stay in the second cache
}

TEST_CASE("weights of whole vectors that are read where they lie") {
    products<float, 811, 128>();  // in two parts
    products<float, 230, 176>();
    products<double, 301, 56>();
}

TEST_CASE("rows that are no whole number of vectors, in pieces that are") {
    products<float, 130, 60>();
    products<double, 127, 52>();
}

TEST_CASE("few outputs, from depths beside multiples of eight") {
    products<float, 32, 6>();
    products<float, 84, 10>();
    products<float, 129, 8>();
    products<float, 47, 12>();
}

TEST_CASE("one output, from depths beside every number of lanes") {
    products<float, 8, 1>();
    products<float, 15, 1>();
    products<float, 21, 1>();
    products<float, 46, 1>();
    products<float, 67, 1>();
    products<float, 156, 1>();
    products<double, 9, 1>();
    products<double, 31, 1>();
}

/// What a layer behind a product may do: by registers where it is known to be short.
template <bool Short>
struct above_zero {
    static constexpr bool positive_part = Short;
    static constexpr auto value(auto x) { return max(x, 0); }
};

template <std::size_t Out>
void one_sample() {
    constexpr std::size_t in = 37;
    const auto x = numbers<float>(in, 1), w = numbers<float>(in * Out, 2), bias = numbers<float>(Out, 3);
    const laws::array<float> y(Out, laws::nan<float>), y_(Out, laws::nan<float>), above(Out, laws::nan<float>), above_(Out, laws::nan<float>);
    simd::affine<in, Out>(x.data(), w.data(), bias.data(), y.data(), simd::fixed<1>{});
    simd::affine<in, Out>(x.data(), w.data(), bias.data(), y_.data(), std::size_t{1});
    simd::affine<in, Out, above_zero<true>>(x.data(), w.data(), bias.data(), above.data(), simd::fixed<1>{});
    simd::affine<in, Out, above_zero<false>>(x.data(), w.data(), bias.data(), above_.data(), simd::fixed<1>{});
    CHECK(y.copy() == y_.copy());
    CHECK(above.copy() == above_.copy());
    for (std::size_t i = 0; i < Out; ++i) CHECK(above[i] == std::max(y[i], 0.0f));
}

TEST_CASE("one sample, as a constant") {
    one_sample<25>();
    one_sample<53>();
    one_sample<79>();
}

TEST_CASE("accumulate_outer: samples that lie further apart than they are long") {
    constexpr std::size_t in = 5, out = 9, stride = 11, n = 4;
    const auto x = numbers<float>((n - 1) * stride + in, 1), dy = numbers<float>(n * out, 2);
    const laws::array<float> dw(in * out, 0);
    simd::accumulate_outer<in, out>(x.data(), dy.data(), dw.data(), n, stride);
    for (std::size_t i = 0; i < in; ++i) {
        for (std::size_t o = 0; o < out; ++o) {
            double sum = 0;
            for (std::size_t s = 0; s < n; ++s) sum += static_cast<double>(x[s * stride + i]) * dy[s * out + o];
            CHECK(std::abs(dw[i * out + o] - sum) <= 1e-6);
        }
    }
}

TEST_CASE("parameters stored in another type than the computed one") {
    constexpr std::size_t in = 6, out = 21, n = 5;
    const auto w = numbers<float>(in * out, 1), bias = numbers<float>(out, 2);
    const auto x = numbers<double>(n * in, 3), dy = numbers<double>(n * out, 4);
    const laws::array<double> y(n * out, laws::nan<double>), dx(n * in, laws::nan<double>), wide(w.copy()), wide_bias(bias.copy());
    const laws::array<double> y_(n * out), dx_(n * in);
    simd::affine<in, out>(x.data(), w.data(), bias.data(), y.data(), n);
    simd::affine<in, out>(x.data(), wide.data(), wide_bias.data(), y_.data(), n);
    simd::multiply_transposed<in, out>(dy.data(), w.data(), dx.data(), n);
    simd::multiply_transposed<in, out>(dy.data(), wide.data(), dx_.data(), n);
    CHECK(y.copy() == y_.copy());
    CHECK(dx.copy() == dx_.copy());
}

constexpr bool no_samples_touch_nothing() {
    double w[6] = {1, 2, 3, 4, 5, 6}, y[1] = {7};
    simd::affine<2, 3>(w, w, w, y, 0);
    simd::accumulate_rows<1>(w, y, 0);
    return y[0] == 7;
}
static_assert(no_samples_touch_nothing());

}  // namespace
}  // namespace matrix_test
