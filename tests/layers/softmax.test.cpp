// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/softmax.hpp>

#include "laws/layer.hpp"

TEST_CASE("softmax: laws") {
    laws::layer<inlay::softmax, inlay::shape<1>, inlay::shape<3>, inlay::shape<5>, inlay::shape<17>,
                inlay::shape<2, 3, 10>, inlay::shape<33>>();
    laws::constant<inlay::softmax, inlay::shape<5>>();
}

namespace {
template <class T, std::size_t Width>
std::array<T, Width> softmax_of(const std::array<T, Width>& x) {
    std::array<T, Width> y;
    using S = inlay::shape<Width>;
    inlay::bind<inlay::softmax, S>::forward({}, inlay::view<const T, S, 1>(x.data()),
                                            inlay::view<T, S, 1>(y.data()), inlay::inference_pass<T>{});
    return y;
}
}  // namespace

TEST_CASE("softmax: sums to one and does not overflow") {
    static_assert(inlay::detail::given_scores<inlay::softmax> == inlay::scores::probabilities);
    const std::array<float, 5> x{1000, -1000, 999, 0, 1000};
    const std::array<float, 5> y = softmax_of(x);
    CHECK(y[0] + y[1] + y[2] + y[3] + y[4] == doctest::Approx(1).epsilon(1e-6));
    CHECK(y[0] == doctest::Approx(1 / (2 + std::exp(-1.0))).epsilon(1e-6));
    CHECK(y[0] == y[4]);
    CHECK(y[1] == 0);
    CHECK(softmax_of(std::array<double, 1>{-1e300})[0] == 1);
}
