// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/core/random.hpp>
#include <vector>

namespace nn = inlay;

namespace random_test {
namespace {

// The expected numbers come from a few lines of Python that follow the description of the generator, not this code.
template <std::size_t N>
constexpr std::array<std::uint64_t, N> first(std::uint64_t seed) {
    nn::random r(nn::seed{seed});
    std::array<std::uint64_t, N> numbers{};
    for (auto& n : numbers) n = r.next();
    return numbers;
}
using four = std::array<std::uint64_t, 4>;
constexpr four of_0{0xa706dd2f4d197e6f, 0xb382a305f4414f5e, 0x631a9154fbabf717, 0xa80aba8c86640906};
constexpr four of_42{0x57e1faba65107204, 0xf4abd143feb24055, 0x7c816738c12903b2, 0x113e5dec6f8fd8a8};
constexpr four of_last{0x5dc20aa7b2a27137, 0xbda5668a01d7049c, 0x82b43276abb80226, 0xed4d5ed4a6ea59b4};
static_assert(first<4>(0) == of_0 && first<4>(42) == of_42 && first<4>(~std::uint64_t{0}) == of_last);

constexpr std::array<std::uint32_t, 16> dice() {
    nn::random r(nn::seed{7});
    std::array<std::uint32_t, 16> numbers{};
    for (auto& n : numbers) n = r.below(6);
    return numbers;
}
constexpr std::array<std::uint32_t, 16> expected_dice{4, 3, 3, 3, 2, 1, 5, 5, 5, 0, 5, 2, 0, 1, 5, 4};
static_assert(dice() == expected_dice);

constexpr std::array<int, 12> shuffled() {
    std::array<int, 12> values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    nn::random(nn::seed{3}).shuffle(values.data(), values.size());
    return values;
}
constexpr std::array<int, 12> expected_order{3, 0, 2, 1, 11, 5, 4, 9, 7, 10, 6, 8};
static_assert(shuffled() == expected_order);

TEST_CASE("random: the same numbers at run time as in constant expressions") {
    CHECK(first<4>(0) == of_0);
    CHECK(first<4>(42) == of_42);
    CHECK(dice() == expected_dice);
    CHECK(shuffled() == expected_order);
}

TEST_CASE("random: uniform numbers are pinned, below 1 and evenly spread") {
    nn::random r(nn::seed{42});
    CHECK(r.uniform<double>() == 0.34329192209867343);
    CHECK(r.uniform<double>() == 0.9557467261317436);
    nn::random f(nn::seed{42});
    CHECK(f.uniform<float>() == 0.34329187870025635f);
    CHECK(f.uniform<float>() == 0.9557467103004456f);

    CHECK(nn::random::to_uniform<float>(~std::uint64_t{0}) == 1 - 0x1p-24f);
    CHECK(nn::random::to_uniform<double>(~std::uint64_t{0}) == 1 - 0x1p-53);
    CHECK(nn::random::to_uniform<float>(0) == 0);
    CHECK(nn::random::to_uniform<double>(0) == 0);

    // Mean and variance within five standard errors; ten bins by chi square, 9 degrees of freedom, p = 1e-6.
    constexpr int n = 200'000;
    double sum = 0, squares = 0;
    std::array<int, 10> bins{};
    for (int i = 0; i < n; ++i) {
        const double v = r.uniform<double>();
        REQUIRE(v >= 0);
        REQUIRE(v < 1);
        sum += v - 0.5;
        squares += (v - 0.5) * (v - 0.5);
        ++bins[static_cast<std::size_t>(v * 10)];
    }
    CHECK(std::fabs(sum / n) < 5 * std::sqrt(1.0 / 12 / n));
    CHECK(std::fabs(squares / n - 1.0 / 12) < 5 * std::sqrt(1.0 / 180 / n));
    double chi = 0;
    for (const int b : bins) chi += (b - n / 10.0) * (b - n / 10.0) / (n / 10.0);
    CHECK(chi < 46.5);
}

TEST_CASE("random: below has no bias, even for a limit that leaves out much") {
    nn::random r(nn::seed{7});
    // 3e9 does not divide 2^32: of the first ten numbers four are refused.
    const std::array<std::uint32_t, 6> expected{2164524541, 1812704415, 1044175504, 2747032528, 2705628564, 448440696};
    for (const auto e : expected) CHECK(r.below(3'000'000'000u) == e);
    CHECK(r.where().counter == 10);

    // Without the refusals a third of the numbers would come up twice as often.
    constexpr int n = 90'000;
    std::array<int, 3> thirds{};
    for (int i = 0; i < n; ++i) {
        const std::uint32_t v = r.below(3'000'000'000u);
        REQUIRE(v < 3'000'000'000u);
        ++thirds[v / 1'000'000'000u];
    }
    for (const int t : thirds) CHECK(std::abs(t - n / 3) < 5 * std::sqrt(n * (1.0 / 3) * (2.0 / 3)));
    for (int i = 0; i < 100; ++i) CHECK(r.below(1) == 0);
}

TEST_CASE("random: a shuffle keeps every value, and each is as likely anywhere") {
    nn::random r(nn::seed{11});
    constexpr int rounds = 20'000, n = 5;
    std::array<std::array<int, n>, n> seen{};
    for (int k = 0; k < rounds; ++k) {
        std::array<int, n> v{0, 1, 2, 3, 4};
        r.shuffle(v.data(), n);
        int bits = 0;
        for (std::size_t i = 0; i < n; ++i) {
            bits |= 1 << v[i];
            ++seen[i][static_cast<std::size_t>(v[i])];
        }
        REQUIRE(bits == 31);
    }
    for (const auto& row : seen) {
        for (const int count : row) CHECK(std::abs(count - rounds / n) < 5 * std::sqrt(rounds * 0.2 * 0.8));
    }
    int one = 9;
    r.shuffle(&one, 1);
    r.shuffle(&one, 0);
    CHECK(one == 9);
}

TEST_CASE("random: any part of the sequence can be had at once, and again") {
    nn::random a(nn::seed{5}), b(nn::seed{5});
    std::vector<std::uint64_t> all;
    for (int i = 0; i < 40; ++i) all.push_back(a.next());
    for (std::uint64_t i = 0; i < 40; ++i) CHECK(b.peek(i) == all[i]);
    b.skip(17);
    CHECK(b.next() == all[17]);
    const auto here = b.where();
    const std::uint64_t next = b.next();
    nn::random c(nn::seed{999});
    c.resume(here);
    CHECK(c.next() == next);
    CHECK(first<4>(1) != first<4>(2));
}

}  // namespace
}  // namespace random_test
