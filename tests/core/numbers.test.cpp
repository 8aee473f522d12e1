// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/core/numbers.hpp>
#include <limits>

namespace {

namespace detail = inlay::detail;

TEST_CASE_TEMPLATE("numbers: finite, magnitude, smaller and larger", T, float, double) {
    using limits = std::numeric_limits<T>;
    for (const T v : {T(0), -T(0), limits::max(), limits::lowest(), limits::denorm_min()}) CHECK(detail::is_finite(v));
    for (const T v : {limits::infinity(), -limits::infinity(), limits::quiet_NaN()}) CHECK_FALSE(detail::is_finite(v));
    CHECK(detail::magnitude(T(-3)) == 3);
    CHECK(detail::magnitude(T(2)) == 2);
    CHECK(detail::magnitude(-limits::infinity()) == limits::infinity());
    CHECK(detail::smaller(T(-1), T(1)) == -1);
    CHECK(detail::smaller(T(1), T(-1)) == -1);
    CHECK(detail::larger(T(-1), T(1)) == 1);
    CHECK(detail::larger(T(1), T(-1)) == 1);
}

}  // namespace
