// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/losses/cosine_similarity.hpp>

#include "golden/expect_loss.hpp"
#include "golden/more_losses.hpp"
#include "laws/loss.hpp"

namespace cosine_similarity_test {
namespace {

using S = inlay::shape<5>;

TEST_CASE("cosine_similarity: laws") { laws::loss<S>(inlay::cosine_similarity{}, laws::any, laws::any); }

TEST_CASE("golden: cosine_similarity") {
    using namespace golden::more_losses::cosine_similarity;
    golden::expect_loss<S>(inlay::cosine_similarity{}, {n, prediction, target, value, gradient});
}

TEST_CASE("cosine_similarity: in constant expressions") {
    constexpr std::array<float, 5> p{0.5f, 0.25f, 0.125f, 0.0625f, 1}, t{0, 1, 0.5f, 0, 1};
    constexpr auto compiled = laws::compute<S>(inlay::cosine_similarity{}, p, t);
    laws::constant<S>(inlay::cosine_similarity{}, p, t, compiled);
}

TEST_CASE("cosine_similarity: along, across, against, and nothing at all") {
    constexpr std::array<float, 8> p{3, 4, 3, 4, 3, 4, 0, 0}, t{6, 8, -4, 3, -3, -4, 0, 1};
    const auto got = laws::compute<inlay::shape<2>>(inlay::cosine_similarity{}, p, t);
    CHECK(got[0] == doctest::Approx(0).epsilon(1e-6));
    for (const std::size_t i : {1, 2, 5, 6}) CHECK(std::abs(got[i]) < 1e-7f);
    CHECK(got[8] == doctest::Approx(-0.25e7).epsilon(1e-5));  // Keras' limit of 1e-7
}

}  // namespace
}  // namespace cosine_similarity_test
