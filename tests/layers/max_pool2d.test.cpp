// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/max_pool2d.hpp>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

using inlay::by, inlay::max_pool2d, inlay::padding, inlay::shape;

TEST_CASE("max_pool2d: laws") {
    laws::layer<max_pool2d<2>, shape<4, 6, 3>, shape<5, 5, 1>, shape<2, 3, 17>>();
    laws::layer<max_pool2d<3, 2>, shape<7, 6, 2>>();                               // windows overlap
    laws::layer<max_pool2d<3, 1, padding::same>, shape<4, 4, 5>>();                // and hang over every edge
    laws::layer<max_pool2d<by{2, 3}, by{3, 1}, padding::same>, shape<7, 5, 3>>();  // rows between windows
    laws::constant<max_pool2d<2>, shape<4, 4, 3>>();
}

TEST_CASE_TEMPLATE("golden: max_pool2d with PyTorch's padding", T, float, double) {
    namespace g = golden::pooling::max2d_zeros;
    golden::expect_layer<T, max_pool2d<3, inlay::zeros{1}, inlay::strides{2}>, shape<5, 7, 5>>({g::n, g::x, g::r, g::y, g::dx});
}

TEST_CASE("max_pool2d: options in any order") {
    static_assert(std::is_same_v<inlay::bind<max_pool2d<3, padding::same, inlay::strides{2}>, shape<9, 8, 2>>::output, shape<5, 4, 2>>);
    static_assert(std::is_same_v<inlay::bind<max_pool2d<3, 2, padding::same>, shape<9, 8, 2>>::output, shape<5, 4, 2>>);
    static_assert(std::is_same_v<inlay::bind<max_pool2d<3, 2, inlay::zeros{1}>, shape<8, 9, 1>>::output, shape<4, 5, 1>>);
}

TEST_CASE("max_pool2d: Keras' output sizes") {
    static_assert(std::is_same_v<inlay::bind<max_pool2d<2>, shape<28, 27, 8>>::output, shape<14, 13, 8>>);
    static_assert(std::is_same_v<inlay::bind<max_pool2d<3, 2>, shape<8, 9, 1>>::output, shape<3, 4, 1>>);
    static_assert(
        std::is_same_v<inlay::bind<max_pool2d<2, 2, padding::same>, shape<5, 4, 1>>::output, shape<3, 2, 1>>);
    static_assert(!inlay::Layer<max_pool2d<3>, shape<2, 8, 1>>);
    static_assert(!inlay::Layer<max_pool2d<2>, shape<8>>);
}

namespace {
using corner = inlay::bind<max_pool2d<2, 1>, shape<2, 3, 1>>;
std::array<float, 2> pooled(const std::array<float, 6>& x) {
    std::array<float, 2> y;
    corner::forward({}, inlay::view<const float, shape<2, 3, 1>, 1>(x.data()),
                    inlay::view<float, shape<1, 2, 1>, 1>(y.data()), inlay::inference_pass<float>{});
    return y;
}
}  // namespace

TEST_CASE("max_pool2d: a NaN is the result, wherever in the window it stands") {
    for (const std::size_t at : {0, 1, 3, 4}) {
        std::array<float, 6> x{1, -2, 3, -4, 5, 6};
        x[at] = laws::nan<float>;
        CHECK(std::isnan(pooled(x)[0]));
    }
    CHECK(pooled({1, -2, 3, -4, -5, 6}) == std::array<float, 2>{1, 6});
    const float infinity = std::numeric_limits<float>::infinity();
    CHECK(pooled({-infinity, -infinity, 3, -infinity, -infinity, 6})[0] == -infinity);
}

namespace {
// The gradient of pooled(x) with dy = {1, 10}.
std::array<float, 6> gradient(const std::array<float, 6>& x) {
    using In = shape<2, 3, 1>;
    using Out = shape<1, 2, 1>;
    std::array<float, 2> y, winners;
    const inlay::region<float> cache{winners.data(), nullptr};
    corner::forward({}, inlay::view<const float, In, 1>(x.data()), inlay::view<float, Out, 1>(y.data()), inlay::training_pass<float>{{}, cache, nullptr});
    const std::array<float, 2> dy{1, 10};
    std::array<float, 6> dx;
    inlay::no_parameters none;
    corner::backward(none, inlay::view<const float, Out, 1>(dy.data()), inlay::view<float, In, 1>(dx.data()), none,
                     laws::backward_pass<corner::keeps>(inlay::region<float>{}, cache, inlay::view<const float, In, 1>(x.data()),
                                                        inlay::view<const float, Out, 1>(y.data())));
    return dx;
}
}  // namespace

TEST_CASE("max_pool2d: of equal values the first gets the gradient") {
    CHECK(gradient({1, 7, 7, 7, 7, 7}) == std::array<float, 6>{0, 11, 0, 0, 0, 0});
}
