// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/training.hpp>
#include <memory>
#include <type_traits>
#include <vector>

#include "../examples/networks/autoencoder.hpp"
#include "../examples/networks/ds_cnn.hpp"
#include "../examples/networks/mobilenet.hpp"
#include "../examples/networks/resnet8.hpp"

/// What cost says of memory, against what a run touches and against what cannot be less.
namespace memory_test {
namespace {

namespace nn = inlay;
using namespace networks;

// ---- the plan of real networks ----------------------------------------------------------------------------------------

/// Whether the arenas of training and of lean inference are at most 1.1 times what is alive at one time in Row, plus Skip elements.
template <class Net, class Row = Net, std::size_t Skip = 0>
constexpr bool near_the_bound() {
    const nn::memory training = nn::bound_network<Row>::training::plan.least, inference = nn::bound_network<nn::inference_t<Row>>::inference::plan.least;
    return 10 * nn::cost<Net>.training_bytes <= 11 * 4 * (training.per_sample + training.per_call + Skip) &&
           10 * nn::cost<nn::inference_t<Net>>.inference_bytes <= 11 * 4 * (inference.per_sample + inference.per_call + Skip);
}
static_assert(near_the_bound<autoencoder>());
static_assert(near_the_bound<ds_cnn>());
static_assert(near_the_bound<mobilenet>());

// ResNet-8's layers without the ways around them; these add one tensor to what is alive where most is: the input of the first residual in
// inference, the gradient of its result in training.
using bn = nn::batch_norm<0.9>;
template <std::size_t Filters, std::size_t Stride = 1>
using three = nn::conv2d<Filters, 3, Stride, nn::padding::same>;
struct resnet8_row : nn::sequential<nn::input<32, 32, 3>, three<16>, bn, nn::relu, three<16>, bn, nn::relu, three<16>, bn, nn::relu,  //
                                    three<32, 2>, bn, nn::relu, three<32>, bn, nn::relu, three<64, 2>, bn, nn::relu, three<64>, bn, nn::relu,
                                    nn::average_pool2d<8>, nn::flatten, nn::dense<10>, nn::softmax> {};
static_assert(near_the_bound<resnet8, resnet8_row, 32 * 32 * 16>());
// The published peak of its activations: x, y and the result.
static_assert(nn::bound_network<nn::inference_t<resnet8>>::inference::plan.total.per_sample == 49'152);

// Layers of layers in a row are planned as if they stood there themselves.
struct pair_of : nn::sequential<nn::dense<16>, nn::gelu> {};
struct blocks : nn::sequential<nn::input<16>, pair_of, pair_of, nn::sequential<pair_of, nn::dropout<0.5>>, nn::dense<4>> {};
struct spelled : nn::sequential<nn::input<16>, nn::dense<16>, nn::gelu, nn::dense<16>, nn::gelu, nn::dense<16>, nn::gelu, nn::dropout<0.5>, nn::dense<4>> {};
static_assert(nn::cost<blocks>.training_bytes == nn::cost<spelled>.training_bytes && nn::cost<blocks>.inference_bytes == nn::cost<spelled>.inference_bytes);

// What one microcontroller needs for one inference, intermediate results and all scratch.
static_assert(nn::cost<nn::inference_t<autoencoder>>.inference_bytes <= 2 * 4 * 128);

// ---- what a run touches -----------------------------------------------------------------------------------------------

constexpr float untouched = -1.2345e33f;

/// Elements of the arena up to the last one that inference of a sample writes.
template <class Net>
std::size_t high_water() {
    const auto w = std::make_unique<nn::workspace<Net>>();
    const nn::model<Net> model(nn::seed{1});
    for (float& v : w->arena) v = untouched;
    nn::input_tensor<Net> x{};
    nn::output_tensor<Net> y{};
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.01f * static_cast<float>(i % 97);
    nn::infer<Net>(model.parameters(), x.data(), y.data(), *w);
    std::size_t top = 0;
    for (std::size_t i = 0; i < w->arena.size(); ++i) top = w->arena[i] != untouched ? i + 1 : top;
    return top;
}

/// The same of a training step on one sample.
template <class Net>
std::size_t training_high_water() {
    using state = nn::training_state<Net, nn::mean_squared_error, nn::sgd>;
    const auto s = std::make_unique<state>();
    s->reset(nn::sgd{});
    nn::model<Net> model(nn::seed{1});
    for (float& v : s->arena) v = untouched;
    std::vector<float> x(Net::input_shape::size, 0.5f), t(Net::output_shape::size, 0.25f);
    nn::train_step(model.parameters(), *s, x.data(), t.data(), 1, nn::mean_squared_error{}, nn::sgd{});
    std::size_t top = 0;
    for (std::size_t i = 0; i < s->arena.size(); ++i) top = s->arena[i] != untouched ? i + 1 : top;
    return top;
}

struct perceptron : nn::sequential<nn::input<20>, nn::dense<33>, nn::gelu, nn::dense<17>, nn::tanh, nn::dense<5>, nn::softmax> {};
struct skipping : nn::sequential<nn::input<24>, nn::residual<nn::dense<50>, nn::relu, nn::dense<24>>, nn::tanh,
                                 nn::add<nn::dense<40>, nn::dense<40>>, nn::dense<3>> {};

TEST_CASE("memory: what cost says is what a run reaches, but for less than a vector of alignment") {
    constexpr std::size_t vector = 16;
    const auto reaches = [](std::size_t top, std::size_t bytes) {
        CAPTURE(top);
        CAPTURE(bytes / 4);
        CHECK(4 * top <= bytes);
        CHECK(4 * (top + vector) > bytes);
    };
    reaches(high_water<perceptron>(), nn::cost<perceptron>.inference_bytes);
    reaches(high_water<skipping>(), nn::cost<skipping>.inference_bytes);
    reaches(training_high_water<perceptron>(), nn::cost<perceptron>.training_bytes);
    reaches(training_high_water<skipping>(), nn::cost<skipping>.training_bytes);
}

}  // namespace
}  // namespace memory_test
