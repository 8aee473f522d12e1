// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/optimizers/regularizer.hpp>

#include "laws/values.hpp"

TEST_CASE_TEMPLATE("regularizer: value and gradient", T, float, double) {
    const inlay::regularizer penalty{.l1 = 0.5, .l2 = 0.25};
    const laws::array<T> w(std::vector<double>{1, -2, 0, 4}), g(4, T(10));
    CHECK(penalty.value(static_cast<const T*>(w.data()), 4) == 0.5 * 7 + 0.25 * 21);
    penalty.accumulate(static_cast<const T*>(w.data()), g.data(), 4);
    CHECK(g.copy() == std::vector<double>{11, 8.5, 10, 12.5});
}

TEST_CASE("regularizer: the gradient is the value's, for any number of weights") {
    const inlay::regularizer penalty{.l1 = 0.01, .l2 = 0.02};
    for (const std::size_t n : {1, 5, 17, 33}) {
        const laws::array<double> w(laws::scattered(n, 1)), g(n, 0.0);
        penalty.accumulate(static_cast<const double*>(w.data()), g.data(), n);
        std::vector<double> slopes;
        for (std::size_t i = 0; i < n; ++i) {
            slopes.push_back(laws::difference(
                w[i], [&] { return penalty.value(static_cast<const double*>(w.data()), n); }));
        }
        laws::expect_close("gradient", g.copy(), slopes, 1e-6);
    }
}

TEST_CASE("regularizer: off unless asked for") {
    static_assert(!inlay::regularizer{}.active());
    static_assert(inlay::regularizer{.l2 = 1e-4}.active());
    static_assert(inlay::regularizer{.l1 = 1e-4}.active());
}
