// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/simd/attention.hpp>
#include <vector>

#include "laws/values.hpp"

namespace attention_products_test {
namespace {

namespace simd = inlay::simd;

/// A matrix within a wider one: what lies beside it must stay as it is.
template <class T>
struct matrix {
    std::size_t rows, columns, stride;
    laws::array<T> values;
    matrix(std::size_t r, std::size_t c, std::uint64_t seed)
        : rows(r), columns(c), stride(c + 3), values(laws::scattered((r - 1) * stride + c, seed, 2)) {}
    T& operator()(std::size_t i, std::size_t j) const { return values[i * stride + j]; }
    simd::rows_at<const T> in() const { return {values.data(), stride}; }
    simd::rows_at<T> out() const { return {values.data(), stride}; }
};

template <class T>
void compare(const char* what, const matrix<T>& c, const std::vector<double>& expected, bool lower, const matrix<T>& before) {
    std::vector<double> got, wanted;
    for (std::size_t i = 0; i < c.rows; ++i) {
        for (std::size_t j = 0; j < c.columns; ++j) {
            if (lower && j > i) continue;
            got.push_back(c(i, j));
            wanted.push_back(expected[i * c.columns + j]);
        }
        for (std::size_t j = c.columns; j < c.stride && i + 1 < c.rows; ++j) CHECK(c(i, j) == before(i, j));
    }
    laws::expect_close(what, got, wanted, sizeof(T) == 4 ? 1e-6 : 1e-14);
}

template <class T, std::size_t Rows, std::size_t Depth, std::size_t Columns, bool Lower>
void check() {
    const matrix<T> before(Rows, Columns, 9);
    std::vector<double> expected(Rows * Columns);
    const auto sum = [&](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < Rows; ++i) {
            for (std::size_t j = 0; j < Columns; ++j) {
                double& e = expected[i * Columns + j] = 0;
                for (std::size_t k = 0; k < Depth; ++k) e += double{a(i, k)} * double{b(k, j)};
            }
        }
    };
    {
        const matrix<T> a(Rows, Depth, 1), b(Depth, Columns, 2), c(Rows, Columns, 9);
        for (std::size_t i = 0; Lower && i < Rows; ++i) {
            for (std::size_t k = i + 1; k < Depth; ++k) a(i, k) = 0;
        }
        sum(a, b);
        simd::multiply_rows<Rows, Depth, Columns, Lower>(a.in(), b.in(), c.out());
        compare("a b", c, expected, false, before);
    }
    {
        const matrix<T> a(Rows, Depth, 3), b(Columns, Depth, 4), c(Rows, Columns, 9);
        sum(a, [&](std::size_t k, std::size_t j) { return b(j, k); });
        simd::multiply_rows_transposed<Rows, Depth, Columns, Lower>(a.in(), b.in(), c.out());
        compare("a b^T", c, expected, Lower, before);
    }
    {
        const matrix<T> a(Depth, Rows, 5), b(Depth, Columns, 6), c(Rows, Columns, 9);
        for (std::size_t k = 0; Lower && k < Depth; ++k) {
            for (std::size_t i = k + 1; i < Rows; ++i) a(k, i) = 0;
        }
        sum([&](std::size_t i, std::size_t k) { return a(k, i); }, b);
        simd::multiply_columns<Rows, Depth, Columns, Lower>(a.in(), b.in(), c.out());
        compare("a^T b", c, expected, false, before);
    }
}

TEST_CASE("products of heads: any sizes, within wider matrices") {
    check<float, 21, 19, 37, false>();
    check<float, 21, 19, 37, true>();
    check<float, 9, 22, 53, true>();
    check<double, 3, 5, 2, false>();
    check<double, 3, 5, 6, true>();
    check<double, 17, 5, 19, true>();
}

}  // namespace
}  // namespace attention_products_test
