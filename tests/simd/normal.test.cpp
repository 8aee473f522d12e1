// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <inlay/simd/normal.hpp>
#include <vector>

namespace normal_test {
namespace {

TEST_CASE("normal_quantile: against Python's statistics.NormalDist, to 1e-7 of the value") {
    struct {
        double p, z;
    } const points[] = {
        {1e-300, -37.0470962993612},  {0x1p-54, -8.292361075813595},  {1e-10, -6.361340902404056}, {0.001, -3.090232306167813},
        {0.02425, -1.9729610513118845}, {0.075, -1.4395314709384557}, {0.2, -0.8416212335729142}, {0.5, 0.0},
        {0.7, 0.5244005127080407},    {0.925, 1.439531470938456},     {0.99, 2.3263478740408408},  {0.999999999, 5.997807019601638},
    };
    for (const auto& [p, z] : points) {
        CAPTURE(p);
        CHECK(std::abs(inlay::simd::normal_quantile(p) - z) <= 2e-7 * std::abs(z));
    }
}

TEST_CASE("normal_quantile: rises, is odd about 0.5, and undoes the distribution") {
    double before = -1e9;
    for (int i = 1; i < 2000; ++i) {
        const double p = i / 2000.0, z = inlay::simd::normal_quantile(p);
        CHECK(z > before);
        before = z;
        CHECK(std::abs(z + inlay::simd::normal_quantile(1 - p)) <= 1e-7);
        CHECK(std::abs(0.5 * std::erfc(-z / std::sqrt(2.0)) - p) <= 1e-7);
    }
    static_assert(inlay::simd::normal_quantile(0.5) == 0);
}

TEST_CASE("normal_deviates: the quantiles of the generator's numbers, in any number of them") {
    inlay::random generator(inlay::seed{3});
    generator.skip(11);
    std::vector<double> z(200);
    std::vector<float> few(7);
    inlay::simd::normal_deviates(generator, z.data(), z.size());
    CHECK(generator.where().counter == 11);
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double p = (static_cast<double>(generator.peek(i) >> 11) + 0.5) / 9007199254740992.0;
        CHECK(std::abs(z[i] - inlay::simd::normal_quantile(p)) <= 1e-13 * std::abs(z[i]));
    }
    generator.skip(100);
    inlay::simd::normal_deviates(generator, few.data(), few.size());
    for (std::size_t i = 0; i < few.size(); ++i) CHECK(std::abs(static_cast<double>(few[i]) - z[100 + i]) <= 1e-7 * std::abs(z[100 + i]));
}

TEST_CASE("normal_deviates: packs give what one lane gives, in the far tail too") {
    double side[64], z[64];
    for (int i = 0; i < 64; ++i) side[i] = (i % 2 == 0 ? -0.5 : 0.5) * std::pow(0.5, i % 3 == 0 ? i : i / 8.0);
    inlay::simd::map(inlay::simd::fixed<64>{}, [](auto s) { return inlay::simd::detail::deviate(s); }, z, static_cast<const double*>(side));
    for (int i = 0; i < 64; ++i) {
        const double one = inlay::simd::detail::deviate(inlay::simd::pack<double, 1>(side[i])).v;
        CHECK(std::abs(z[i] - one) <= 1e-14 * std::abs(one));
    }
    CHECK(z[63] > 8);
}

}  // namespace
}  // namespace normal_test
