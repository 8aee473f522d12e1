// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <inlay/layers/alpha_dropout.hpp>
#include <inlay/simd/normal.hpp>
#include <vector>

#include "golden/probabilistic.hpp"
#include "laws/layer.hpp"

namespace alpha_dropout_test {
namespace {

namespace nn = inlay;

TEST_CASE("alpha_dropout: laws") {
    laws::layer<nn::alpha_dropout<0.3>, nn::shape<17>>();
    laws::constant<nn::alpha_dropout<0.3>, nn::shape<5>>();
}

TEST_CASE("alpha_dropout: PyTorch's factors") {
    using namespace golden::probabilistic::alpha_dropout;
    using layer = nn::alpha_dropout<0.3>;
    CHECK(layer::scale * layer::limit + layer::shift == doctest::Approx(dropped[0]).epsilon(1e-14));
    for (std::size_t i = 0; i < std::size(x); ++i) {
        if (y[i] != dropped[0]) CHECK(x[i] * layer::scale + layer::shift == doctest::Approx(y[i]).epsilon(1e-14));
    }
}

TEST_CASE("alpha_dropout: mean 0 and variance 1 stay, and as many are dropped as said") {
    using layer = nn::alpha_dropout<0.2>;
    using In = nn::shape<17>;
    constexpr std::size_t samples = 6000, n = samples * In::size;
    std::vector<double> x(n), y(n), slope(n);
    nn::random generator(nn::seed{42});
    nn::simd::normal_deviates(generator, x.data(), n);
    generator.skip(n);
    nn::bind<layer, In>::forward({}, nn::view<const double, In>(x.data(), samples), nn::view<double, In>(y.data(), samples),
                                 nn::training_pass<double>{{}, {slope.data(), nullptr}, &generator});
    CHECK(generator.where().counter == 2 * n);
    double sum = 0, squares = 0;
    for (const double v : y) {
        sum += v;
        squares += v * v;
    }
    const double dropped = layer::scale * layer::limit + layer::shift;
    const auto count = std::count_if(y.begin(), y.end(), [=](double v) { return std::abs(v - dropped) < 1e-14; });
    CHECK(std::abs(static_cast<double>(count) - 0.2 * n) < 5 * std::sqrt(n * 0.2 * 0.8));
    CHECK(std::abs(sum / n) < 5 / std::sqrt(n));
    CHECK(std::abs(squares / n - 1) < 5 * std::sqrt(2.0 / n));
}

TEST_CASE("alpha_dropout: a rate of 0 changes nothing") {
    CHECK(nn::alpha_dropout<0.0>::scale == 1);
    CHECK(nn::alpha_dropout<0.0>::shift == 0);
}

}  // namespace
}  // namespace alpha_dropout_test
