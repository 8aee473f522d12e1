// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <inlay/layers/global_average_pool1d.hpp>
#include <iterator>

#include "golden/compare.hpp"
#include "golden/pooling.hpp"
#include "laws/layer.hpp"

namespace global_average_pool1d_test {
namespace {

namespace nn = inlay;

TEST_CASE("global_average_pool1d: laws") {
    laws::layer<nn::global_average_pool1d, nn::shape<6, 5>>();
    laws::constant<nn::global_average_pool1d, nn::shape<3, 2>>();
    static_assert(!nn::Layer<nn::global_average_pool1d, nn::shape<4, 3, 2>>);
}

TEST_CASE_TEMPLATE("golden: global_average_pool1d", T, float, double) {
    namespace g = golden::pooling::global_average1d;
    golden::expect_layer<T, nn::global_average_pool1d, nn::shape<6, 5>>({g::n, g::x, g::r, g::y, g::dx});
}

template <class T>
void check_masked() {
    namespace g = golden::pooling::masked_average1d;
    using In = nn::shape<6, 5>;
    using bound = nn::bind<nn::global_average_pool1d, In>;
    static_assert(bound::reads_mask);
    golden::buffer<T> x(g::x), mask(std::size(g::mask)), dy(g::r), y(g::n * 5), inferred(g::n * 5), dx(g::n * In::size);
    std::copy(std::begin(g::mask), std::end(g::mask), mask.data());
    for (std::size_t step = 3; step < 6; ++step) {  // what is masked is not even looked at
        for (std::size_t f = 0; f < 5; ++f) x.data()[step * 5 + f] = laws::nan<T>;
    }
    const nn::view<const T, In> inputs(x.data(), g::n);
    bound::forward({}, inputs, nn::view<T, nn::shape<5>>(y.data(), g::n),
                   nn::training_pass<T>{.scratch = {}, .cache = {}, .generator = nullptr, .mask = mask.data()});
    golden::expect_close<T>("y", y.span(), g::y);
    bound::forward({}, inputs, nn::view<T, nn::shape<5>>(inferred.data(), g::n), nn::inference_pass<T>{.scratch = {}, .mask = mask.data()});
    golden::expect_close<T>("y in inference", inferred.span(), g::y);
    nn::no_parameters none;
    const nn::backward_pass<T, nn::absent, nn::absent> pass{.scratch = {}, .cache = {}, .x = {}, .y = {}, .mask = mask.data()};
    bound::backward(none, nn::view<const T, nn::shape<5>>(dy.data(), g::n), nn::view<T, In>(dx.data(), g::n), none, pass);
    golden::expect_close<T>("dx", dx.span(), g::dx);

    std::fill_n(mask.data(), 6, T(0));  // no step of the first sample
    bound::forward({}, inputs, nn::view<T, nn::shape<5>>(y.data(), g::n), nn::inference_pass<T>{.scratch = {}, .mask = mask.data()});
    bound::backward(none, nn::view<const T, nn::shape<5>>(dy.data(), g::n), nn::view<T, In>(dx.data(), g::n), none, pass);
    for (std::size_t f = 0; f < 5; ++f) CHECK(y.data()[f] == 0);
    for (std::size_t i = 0; i < In::size; ++i) CHECK(dx.data()[i] == 0);
}

TEST_CASE_TEMPLATE("golden: global_average_pool1d with a mask", T, float, double) { check_masked<T>(); }

}  // namespace
}  // namespace global_average_pool1d_test
