// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <inlay/training.hpp>
#include <string>
#include <vector>

#include "laws/layer.hpp"

namespace branches_test {
namespace {

namespace nn = inlay;
using nn::shape, nn::shapes, nn::dense, nn::identity;

struct wide : nn::sequential<dense<5>, nn::tanh> {};  // keeps its output

TEST_CASE("branches: laws of each merge") {
    laws::layer<nn::add<wide, dense<5>, identity>, shape<5>>();
    laws::layer<nn::average<identity, wide>, shape<5>>();
    laws::layer<nn::multiply<wide, identity, nn::sigmoid>, shape<5>>();
    laws::layer<nn::maximum<wide, identity>, shape<5>>(1.5);
    laws::layer<nn::concatenate<wide, identity, dense<3>>, shape<2, 5>>();
    laws::constant<nn::concatenate<wide, identity, dense<3>>, shape<2, 5>>();
}

TEST_CASE("branches: laws of several inputs and outputs") {
    laws::layer<nn::sequential<nn::branch<dense<3>, wide>, nn::parallel<nn::tanh, dense<3>>, nn::add<>>, shape<5>>();
    laws::layer<nn::sequential<nn::parallel<dense<3>, nn::again<0>>, nn::multiply<>>, shapes<shape<5>, shape<5>>>();
    laws::layer<nn::branch<nn::pick<1>, nn::pick<0>>, shapes<shape<2>, shape<3>>>();
}

TEST_CASE("residual: laws, alone, with a function taken in, and with a layer used twice") {
    laws::layer<nn::residual<dense<5>, nn::tanh, dense<5>>, shape<5>>();
    laws::layer<nn::sequential<nn::residual<dense<17>, nn::tanh>, nn::elu<>>, shape<17>>(1.5);
    laws::layer<nn::sequential<dense<5>, nn::tanh, nn::again<0>, nn::tanh>, shape<5>>(1.5);
    laws::constant<nn::residual<dense<5>, nn::tanh>, shape<5>>();
}

TEST_CASE("branches: values as Keras has them, and a gradient that goes to the first of equals") {
    using layer = nn::bind<nn::maximum<identity, nn::relu>, shape<3>>;
    const std::array<float, 3> x{-1, 0, 2}, dy{1, 1, 1};
    std::array<float, 3> y{}, dx{};
    std::array<float, 64> cache{}, scratch{};
    const nn::region<float> cached{cache.data(), nullptr}, room{scratch.data(), nullptr};
    const nn::view<const float, shape<3>, 1> in(x.data());
    const layer::parameters<float> p{};
    layer::parameters<float> dp{};
    layer::forward(p, in, nn::view<float, shape<3>, 1>(y.data()), nn::training_pass<float>{room, cached, nullptr});
    CHECK(y == std::array<float, 3>{0, 0, 2});
    layer::backward(p, nn::view<const float, shape<3>, 1>(dy.data()), nn::view<float, shape<3>, 1>(dx.data()), dp,
                    nn::backward_pass<float, decltype(in), nn::absent>{room, cached, in, {}});
    CHECK(dx == std::array<float, 3>{0, 1, 1});
}

struct siamese : nn::sequential<nn::inputs<shape<4>, shape<4>>, nn::parallel<dense<3>, nn::again<0>>, nn::branch<nn::add<>, nn::multiply<>>> {};
static_assert(nn::cost<siamese>.parameters == 15);
static_assert(std::is_same_v<siamese::output_shape, shapes<shape<3>, shape<3>>>);

TEST_CASE("a network with two inputs and two outputs trains, predicts and describes itself") {
    std::vector<std::array<float, 8>> x(40);
    std::vector<std::array<float, 6>> y(40);
    nn::random r(nn::seed{1});
    const nn::model<siamese> teacher(nn::seed{5});
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (float& v : x[i]) v = 2 * r.uniform<float>() - 1;
        const auto answer = teacher(x[i]);
        std::copy(answer.begin(), answer.end(), y[i].begin());
    }
    nn::model<siamese> m(nn::seed{6});
    const auto history = nn::fit(m, nn::samples(x, y), nn::joint_loss{nn::mean_squared_error{}, nn::huber{}}, nn::adam{.learning_rate = 0.02},
                                 {.epochs = 150, .batch_size = 8, .progress = nn::progress_mode::silent});
    CHECK(history.epochs.back().loss < 1e-4);
    const auto rows = nn::predict(m, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto one = m(x[i]);
        for (std::size_t k = 0; k < 6; ++k) CHECK(rows[6 * i + k] == doctest::Approx(one[k]).epsilon(1e-5));
    }
    CHECK_THROWS_WITH_AS(nn::predict(m, std::vector<std::array<float, 7>>(2)),
                         "the inputs have the shape 7 per sample, the network has 8 values of several tensors", nn::error);
    CHECK(nn::summary<siamese>().find("(3), (3)") != std::string::npos);
    CHECK(nn::layer_table<siamese>[2].parameters == 0);  // again<0>
    CHECK(std::string(nn::leaf_table<siamese>[0].path) == "0.parallel.0.dense.kernel");
}

}  // namespace
}  // namespace branches_test
