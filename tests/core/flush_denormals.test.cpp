// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/core/flush_denormals.hpp>
#include <limits>

namespace flush_denormals_test {
namespace {

/// Half of the smallest normal number, calculated now.
template <class T>
T half_of_least() {
    volatile T least = std::numeric_limits<T>::min(), half = T(0.5);
    const volatile T product = least * half;
    return product;
}

TEST_CASE_TEMPLATE("what is below the normal numbers is 0 as long as it lives, and only then", T, float, double) {
    CHECK(half_of_least<T>() > 0);
    {
        const inlay::flush_denormals outer;
        CHECK(half_of_least<T>() == 0);
        {
            const inlay::flush_denormals inner;
            CHECK(half_of_least<T>() == 0);
        }
        CHECK(half_of_least<T>() == 0);
        volatile T below = std::numeric_limits<T>::denorm_min();
        CHECK(below * T(1e30) == 0);
    }
    CHECK(half_of_least<T>() > 0);
}

}  // namespace
}  // namespace flush_denormals_test
