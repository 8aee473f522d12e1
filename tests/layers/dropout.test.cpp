// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/dropout.hpp>

#include "laws/layer.hpp"

namespace {
template <class T, class L, std::size_t Size>
std::vector<T> trained(inlay::random& generator, std::size_t n = 1) {
    using S = inlay::shape<Size>;
    std::vector<T> x(n * Size, T(1)), y(n * Size), mask(n * Size);
    inlay::bind<L, S>::forward({}, inlay::view<const T, S>(x.data(), n), inlay::view<T, S>(y.data(), n),
                               inlay::training_pass<T>{{}, {mask.data(), nullptr}, &generator});
    return y;
}
}  // namespace

TEST_CASE("dropout: laws") {
    laws::layer<inlay::dropout<0.3>, inlay::shape<5>, inlay::shape<17>>();
    laws::constant<inlay::dropout<0.3>, inlay::shape<5>>();
}

TEST_CASE("dropout: as many as said, the others larger") {
    inlay::random generator(inlay::seed{42});
    const std::vector<float> y = trained<float, inlay::dropout<0.2>, 100000>(generator);
    const auto dropped = std::count(y.begin(), y.end(), 0.0f);
    CHECK(std::abs(static_cast<double>(dropped) - 20000) < 5 * std::sqrt(100000 * 0.2 * 0.8));
    CHECK(std::count(y.begin(), y.end(), 1.25f) == 100000 - dropped);
    CHECK(generator.where().counter == 100000);
    CHECK(trained<float, inlay::dropout<0.2>, 100000>(generator) != y);
}

TEST_CASE("dropout: the choice depends on the seed alone") {
    inlay::random a(inlay::seed{1}), b(inlay::seed{1}), c(inlay::seed{1});
    const std::vector<float> together = trained<float, inlay::dropout<0.5>, 33>(a, 3);
    const std::vector<double> in_double = trained<double, inlay::dropout<0.5>, 33>(b, 3);
    CHECK(std::equal(together.begin(), together.end(), in_double.begin()));
    std::vector<float> singly;
    for (int i = 0; i < 3; ++i) {
        const std::vector<float> one = trained<float, inlay::dropout<0.5>, 33>(c);
        singly.insert(singly.end(), one.begin(), one.end());
    }
    CHECK(singly == together);
}

TEST_CASE("dropout: a rate of 0 changes nothing") {
    inlay::random generator(inlay::seed{1});
    CHECK(trained<float, inlay::dropout<0.0>, 50>(generator) == std::vector<float>(50, 1.0f));
}
