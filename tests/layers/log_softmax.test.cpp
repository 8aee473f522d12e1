// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/log_softmax.hpp>

#include "laws/layer.hpp"

TEST_CASE("log_softmax: laws") {
    laws::layer<inlay::log_softmax, inlay::shape<1>, inlay::shape<3>, inlay::shape<5>, inlay::shape<17>,
                inlay::shape<2, 3, 10>, inlay::shape<33>>();
    laws::constant<inlay::log_softmax, inlay::shape<5>>();
}

namespace {
template <class T, std::size_t Width>
std::array<T, Width> log_softmax_of(const std::array<T, Width>& x) {
    std::array<T, Width> y;
    using S = inlay::shape<Width>;
    inlay::bind<inlay::log_softmax, S>::forward({}, inlay::view<const T, S, 1>(x.data()),
                                                inlay::view<T, S, 1>(y.data()), inlay::inference_pass<T>{});
    return y;
}
}  // namespace

TEST_CASE("log_softmax: does not overflow, nor round small probabilities to nothing") {
    static_assert(inlay::detail::given_scores<inlay::log_softmax> == inlay::scores::log_probabilities);
    const std::array<float, 5> y = log_softmax_of(std::array<float, 5>{1000, -1000, 999, 0, 1000});
    CHECK(y[0] == doctest::Approx(-std::log(2 + std::exp(-1.0))).epsilon(1e-6));
    CHECK(y[1] == doctest::Approx(-2000.86).epsilon(1e-5));
}
