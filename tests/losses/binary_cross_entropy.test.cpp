// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/sigmoid.hpp>
#include <inlay/losses/binary_cross_entropy.hpp>

#include "laws/loss.hpp"

namespace {
constexpr inlay::binary_cross_entropy<inlay::scores::logits> binary_logits;
constexpr inlay::binary_cross_entropy<inlay::scores::probabilities> binary_probabilities;
}  // namespace

TEST_CASE("binary_cross_entropy: laws") {
    laws::loss<inlay::shape<1>>(binary_logits, laws::any, laws::fractions);
    laws::loss<inlay::shape<17>>(binary_logits, laws::any, laws::fractions);
    laws::loss<inlay::shape<1>>(binary_probabilities, laws::fractions, laws::fractions);
    laws::loss<inlay::shape<17>>(binary_probabilities, laws::fractions, laws::fractions);
}

TEST_CASE_TEMPLATE("binary_cross_entropy: finite at the ends", T, float, double) {
    const std::vector<double> targets{0, 1, 0, 1, 0.5, 0.5};
    laws::finite<inlay::shape<6>, T>(binary_logits, {100, -100, -100, 100, 1e4, -1e4}, targets);
    laws::finite<inlay::shape<6>, T>(binary_probabilities, {1, 0, 0, 1, 0, 1}, targets);
}

TEST_CASE("binary_cross_entropy: logits keep what probabilities round away") {
    using S = inlay::shape<1>;
    const auto sure = laws::compute<S>(binary_logits, std::array<float, 1>{20}, std::array<float, 1>{1});
    CHECK(sure[0] == doctest::Approx(2.0611536e-9).epsilon(1e-6));
    const auto wrong = laws::compute<S>(binary_logits, std::array<float, 1>{100}, std::array<float, 1>{0});
    CHECK(wrong[0] == 100);
    CHECK(wrong[1] == 1);
}

TEST_CASE("binary_cross_entropy: beyond Keras' limits the slope is 0") {
    const auto got = laws::compute<inlay::shape<1>>(binary_probabilities, std::array<float, 1>{0},
                                                    std::array<float, 1>{1});
    CHECK(got[0] == doctest::Approx(16.118096).epsilon(1e-6));  // -log(1e-7)
    CHECK(got[1] == 0);
}

TEST_CASE("binary_cross_entropy: in constant expressions, and fused with sigmoid") {
    constexpr std::array<float, 3> z{-2, 0, 5}, p{0.25f, 0.5f, 0.875f}, t{0, 1, 0.5f};
    constexpr auto logits = laws::compute<inlay::shape<3>>(binary_logits, z, t);
    laws::constant<inlay::shape<3>>(binary_logits, z, t, logits);
    constexpr auto probabilities = laws::compute<inlay::shape<3>>(binary_probabilities, p, t);
    laws::constant<inlay::shape<3>>(binary_probabilities, p, t, probabilities);
    static_assert(inlay::binary_cross_entropy<>::fuses(inlay::sigmoid::link));
    static_assert(!inlay::binary_cross_entropy<>::fuses(inlay::link_function::softmax));
    [[maybe_unused]] const auto told =
        inlay::binary_cross_entropy<>::on<inlay::scores::logits>(inlay::binary_cross_entropy{});
}
