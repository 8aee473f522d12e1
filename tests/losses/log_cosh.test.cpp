// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/log_cosh.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace log_cosh_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("log_cosh: laws") { laws::loss<S>(inlay::log_cosh{}, laws::any, laws::any); }

TEST_CASE("golden: log_cosh") {
    using namespace golden::more_losses::log_cosh;
    golden::expect_loss<S>(inlay::log_cosh{}, {n, prediction, target, value, gradient});
}

TEST_CASE("log_cosh: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::log_cosh{}, p, t);
    laws::constant<S>(inlay::log_cosh{}, p, t, compiled);
}

TEST_CASE_TEMPLATE("log_cosh: finite far away", T, float, double) {
    laws::finite<inlay::shape<2>, T>(inlay::log_cosh{}, {1e4, -1e30}, {0, 0});
}

}  // namespace
}  // namespace log_cosh_test
