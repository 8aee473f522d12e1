// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/ctc.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace ctc_test {
namespace {

using S = inlay::shape<7, 5>;
constexpr inlay::ctc<3, 0, inlay::scores::logits> from_logits;

TEST_CASE("ctc: laws") { laws::loss<S>(from_logits, laws::any, laws::labels); }

TEST_CASE("golden: ctc") {
    SUBCASE("blank 0, repeated labels, one label, none") {
        using namespace golden::more_losses::ctc;
        golden::expect_labels<S>(from_logits, {n, prediction, target, value, gradient});
    }
    SUBCASE("blank 4, targets that end with -1") {
        using namespace golden::more_losses::ctc_blank_4;
        golden::expect_loss_in<S, double>(inlay::ctc<3, 4, inlay::scores::logits>{},
                                          golden::loss_reference<int>{n, prediction, target, value, gradient});
    }
}

TEST_CASE("ctc: from logarithms of probabilities it is the same value, and the slope is minus what is expected at each step") {
    constexpr inlay::ctc<3, 0, inlay::scores::log_probabilities> from_logarithms;
    const laws::array<double> p(laws::log_distributions(7, 5, 1));
    const laws::array<double> gradient(35), other(35);
    const laws::array<std::int32_t> t(std::vector<double>{1, 1, 2});
    const double value = laws::call<S>(from_logarithms, p, t, 1, &gradient);
    CHECK(value == doctest::Approx(laws::call<S>(from_logits, p, t, 1, &other)).epsilon(1e-13));
    for (std::size_t step = 0; step < 7; ++step) {
        double sum = 0;
        for (std::size_t k = 0; k < 5; ++k) {
            sum += gradient[step * 5 + k];
            CHECK(gradient[step * 5 + k] + std::exp(p[step * 5 + k]) == doctest::Approx(other[step * 5 + k]).epsilon(1e-12));
        }
        CHECK(sum == doctest::Approx(-1).epsilon(1e-13));
    }
}

TEST_CASE_TEMPLATE("ctc: a target that the steps cannot hold, and sure predictions", T, float, double) {
    using Few = inlay::shape<3, 3>;
    const laws::array<T> p(std::vector<double>{100, 0, -100, 1e4, 0, 0, -1e4, 0, 5}), gradient(9);
    const laws::array<std::int32_t> twice(std::vector<double>{1, 1, 1}), once(std::vector<double>{2, 0, 0});
    CHECK(laws::call<Few>(from_logits, p, twice, 1, &gradient) == std::numeric_limits<T>::infinity());
    const inlay::ctc<3, 0, inlay::scores::logits> forgiving{.zero_infinity = true};
    CHECK(laws::call<Few>(forgiving, p, twice, 1, &gradient) == 0);
    for (const T g : gradient) CHECK(g == 0);
    laws::finite<Few, T>(from_logits, p.copy(), once.copy());
}

TEST_CASE("ctc: in constant expressions, and told what a network gives") {
    using Few = inlay::shape<3, 3>;
    constexpr std::array<float, 9> p{1, 2, 0, -1, 0.5f, 0, 1, 0, 0};
    constexpr std::array<std::int32_t, 3> t{1, 2, 0};
    constexpr auto compiled = laws::compute<Few>(from_logits, p, t);
    laws::constant<Few>(from_logits, p, t, compiled);
    static_assert(inlay::ctc<3>::fuses(inlay::link_function::softmax) && !inlay::ctc<3>::fuses(inlay::link_function::sigmoid));
    constexpr inlay::ctc<3>::on<inlay::scores::logits> told(inlay::ctc<3>{.zero_infinity = true});
    static_assert(told.zero_infinity);
}

}  // namespace
}  // namespace ctc_test
