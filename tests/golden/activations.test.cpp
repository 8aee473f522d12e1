// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/elu.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/gelu_tanh.hpp>
#include <inlay/layers/hard_sigmoid.hpp>
#include <inlay/layers/leaky_relu.hpp>
#include <inlay/layers/log_softmax.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/selu.hpp>
#include <inlay/layers/sigmoid.hpp>
#include <inlay/layers/silu.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/layers/softplus.hpp>
#include <inlay/layers/tanh.hpp>

#include "golden/activations.hpp"
#include "golden/compare.hpp"
#include "golden/softmax.hpp"

namespace golden_activations_test {

template <class T, class L>
void expect_function(std::span<const double> y, std::span<const double> dx,
                     std::span<const double> x = golden::activations::x) {
    using namespace golden::activations;
    golden::expect_layer<T, L, inlay::shape<17>>({n, x, r, y, dx}, golden::for_functions);
}

template <class T, std::size_t Classes>
void expect_softmax(std::size_t n, std::span<const double> x, std::span<const double> r,
                    std::span<const double> y, std::span<const double> dx, std::span<const double> log_y,
                    std::span<const double> log_dx) {
    using S = inlay::shape<Classes>;
    golden::expect_layer<T, inlay::softmax, S>({n, x, r, y, dx}, golden::for_functions);
    golden::expect_layer<T, inlay::log_softmax, S>({n, x, r, log_y, log_dx});
}

}  // namespace golden_activations_test

TEST_CASE_TEMPLATE("golden: activations", T, float, double) {
    using golden_activations_test::expect_function;
    namespace numbers = golden::activations;
    SUBCASE("relu") { expect_function<T, inlay::relu>(numbers::relu::y, numbers::relu::dx); }
    SUBCASE("leaky_relu, 0.3") {
        expect_function<T, inlay::leaky_relu<0.3>>(numbers::leaky_relu_0_3::y, numbers::leaky_relu_0_3::dx);
        expect_function<T, inlay::leaky_relu<>>(numbers::leaky_relu_0_3::y, numbers::leaky_relu_0_3::dx);
    }
    SUBCASE("leaky_relu, 0.01") {
        expect_function<T, inlay::leaky_relu<0.01>>(numbers::leaky_relu_0_01::y,
                                                    numbers::leaky_relu_0_01::dx);
    }
    SUBCASE("elu") { expect_function<T, inlay::elu<>>(numbers::elu::y, numbers::elu::dx); }
    SUBCASE("elu, alpha 0.5") {
        expect_function<T, inlay::elu<0.5>>(numbers::elu_0_5::y, numbers::elu_0_5::dx);
    }
    SUBCASE("selu") {
        expect_function<T, inlay::selu>(numbers::selu::y, numbers::selu::dx, numbers::selu::x);
    }
    SUBCASE("gelu") { expect_function<T, inlay::gelu>(numbers::gelu::y, numbers::gelu::dx); }
    SUBCASE("gelu_tanh") {
        expect_function<T, inlay::gelu_tanh>(numbers::gelu_tanh::y, numbers::gelu_tanh::dx);
    }
    SUBCASE("silu") { expect_function<T, inlay::silu>(numbers::silu::y, numbers::silu::dx); }
    SUBCASE("sigmoid") { expect_function<T, inlay::sigmoid>(numbers::sigmoid::y, numbers::sigmoid::dx); }
    SUBCASE("tanh") { expect_function<T, inlay::tanh>(numbers::tanh::y, numbers::tanh::dx); }
    SUBCASE("softplus") { expect_function<T, inlay::softplus>(numbers::softplus::y, numbers::softplus::dx); }
    SUBCASE("hard_sigmoid") {
        expect_function<T, inlay::hard_sigmoid>(numbers::hard_sigmoid::y, numbers::hard_sigmoid::dx);
    }
}

TEST_CASE_TEMPLATE("golden: softmax and log_softmax", T, float, double) {
    using golden_activations_test::expect_softmax;
    SUBCASE("7 classes, large and equal values") {
        using namespace golden::softmax::width_7;
        expect_softmax<T, 7>(n, x, r, softmax_y, softmax_dx, log_softmax_y, log_softmax_dx);
    }
    SUBCASE("1 class") {
        using namespace golden::softmax::width_1;
        expect_softmax<T, 1>(n, x, r, softmax_y, softmax_dx, log_softmax_y, log_softmax_dx);
    }
    SUBCASE("10 classes") {
        using namespace golden::softmax::width_10;
        expect_softmax<T, 10>(n, x, r, softmax_y, softmax_dx, log_softmax_y, log_softmax_dx);
    }
    SUBCASE("33 classes") {
        using namespace golden::softmax::width_33;
        expect_softmax<T, 33>(n, x, r, softmax_y, softmax_dx, log_softmax_y, log_softmax_dx);
    }
}
