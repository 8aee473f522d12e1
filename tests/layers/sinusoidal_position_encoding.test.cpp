// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/layers/sinusoidal_position_encoding.hpp>
#include <vector>

#include "golden/attention.hpp"
#include "golden/compare.hpp"
#include "laws/layer.hpp"

namespace sinusoidal_position_encoding_test {
namespace {

namespace nn = inlay;
using layer = nn::sinusoidal_position_encoding<>;
using sequence = nn::shape<21, 7>;

TEST_CASE("sinusoidal_position_encoding: laws") {
    laws::layer<layer, sequence>();
    laws::constant<layer, nn::shape<3, 4>>();
}

template <class T>
void expect_reference() {
    namespace g = golden::attention::sinusoidal;
    golden::expect_layer<T, layer, sequence>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("sinusoidal_position_encoding: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

// Many steps: the products of turns must not drift away from the sines.
template <class T>
void expect_long(double allowed) {
    using S = nn::shape<1025, 6>;
    using bound = nn::bind<nn::sinusoidal_position_encoding<100.0>, S>;
    std::vector<T> x(S::size), y(S::size), scratch(bound::inference_scratch.per_call);
    bound::forward({}, nn::view<const T, S, 1>(x.data()), nn::view<T, S, 1>(y.data()), nn::inference_pass<T>{{nullptr, scratch.data()}});
    double worst = 0;
    for (int t = 0; t < 1025; ++t) {
        for (int i = 0; i < 6; ++i) {
            const double angle = t * std::pow(100.0, -(i / 2 * 2) / 6.0);
            worst = std::max(worst, std::abs(double{y[static_cast<std::size_t>(t * 6 + i)]} - (i % 2 == 0 ? std::sin(angle) : std::cos(angle))));
        }
    }
    CHECK(worst < allowed);
}

TEST_CASE("sinusoidal_position_encoding: a thousand steps") {
    expect_long<float>(1e-6);
    expect_long<double>(1e-12);  // the angle itself, t w, has lost so much
}

TEST_CASE("sinusoidal_position_encoding: one step") {
    using S = nn::shape<1, 3>;
    using bound = nn::bind<layer, S>;
    const double x[] = {1, 2, 3};
    double y[3], scratch[6];
    bound::forward({}, nn::view<const double, S, 1>(x), nn::view<double, S, 1>(y), nn::inference_pass<double>{{nullptr, scratch}});
    CHECK(y[0] == 1);
    CHECK(y[1] == 3);
    CHECK(y[2] == 3);
}

}  // namespace
}  // namespace sinusoidal_position_encoding_test
