// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <inlay/layers/gaussian_dropout.hpp>
#include <vector>

#include "golden/compare.hpp"
#include "golden/probabilistic.hpp"
#include "laws/layer.hpp"

namespace gaussian_dropout_test {
namespace {

namespace nn = inlay;
using layer = nn::gaussian_dropout<0.3>;
using In = nn::shape<17>;

TEST_CASE("gaussian_dropout: laws") {
    laws::layer<layer, In>();
    laws::constant<layer, nn::shape<5>>();
}

template <class T>
std::vector<T> trained(nn::random& generator, const std::vector<T>& x) {
    const std::size_t n = x.size() / In::size;
    std::vector<T> y(x.size()), memory(x.size());
    nn::bind<layer, In>::forward({}, nn::view<const T, In>(x.data(), n), nn::view<T, In>(y.data(), n),
                                 nn::training_pass<T>{{memory.data(), nullptr}, {memory.data(), nullptr}, &generator});
    return y;
}

// y for x and a standard normal deviate
double formula(double x, double z) { return x * (1 + std::sqrt(0.3 / 0.7) * z); }

TEST_CASE("gaussian_dropout: the formula, with the deviates that the generator is known to give") {
    using golden::probabilistic::deviates::eps;
    const std::vector<double> x(In::size, 1.5);
    nn::random generator(nn::seed{7});
    std::vector<double> expected;
    for (std::size_t i = 0; i < In::size; ++i) expected.push_back(formula(1.5, eps[i]));
    golden::expect_close<double>("y", trained(generator, x), expected);
    CHECK(generator.where().counter == In::size);
}

TEST_CASE("gaussian_dropout: mean and variance, and double as float") {
    constexpr std::size_t n = 6000 * In::size;
    nn::random generator(nn::seed{42}), same(nn::seed{42});
    const std::vector<double> y = trained(generator, std::vector<double>(n, 2.0));
    double mean = 0, squares = 0;
    for (const double v : y) mean += v / n;
    for (const double v : y) squares += (v - mean) * (v - mean) / n;
    const double variance = (formula(2, 1) - 2) * (formula(2, 1) - 2);
    CHECK(std::abs(mean - 2) < 5 * std::sqrt(variance / n));
    CHECK(std::abs(squares - variance) < 5 * variance * std::sqrt(2.0 / n));
    const std::vector<float> in_float = trained(same, std::vector<float>(17 * 5, 2.0f));
    for (std::size_t i = 0; i < in_float.size(); ++i) CHECK(in_float[i] == doctest::Approx(y[i]).epsilon(1e-6));
}

}  // namespace
}  // namespace gaussian_dropout_test
