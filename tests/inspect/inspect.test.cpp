// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/inspect/cost.hpp>
#include <inlay/inspect/structure.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/layers/tanh.hpp>
#include <string_view>

namespace nn = inlay;

namespace inspect_test {
namespace {

// LeNet-5 of LeCun et al. 1998 on unpadded 28x28 pictures: budgets are facts of the compiler.
struct lenet : nn::sequential<nn::input<28, 28, 1>, nn::conv2d<6, 5>, nn::tanh, nn::max_pool2d<2>, nn::conv2d<16, 5>, nn::tanh,
                              nn::max_pool2d<2>, nn::flatten, nn::dense<120>, nn::tanh, nn::dense<84>, nn::tanh, nn::dense<10>> {};
constexpr nn::costs c = nn::cost<lenet>;
static_assert(c.parameters == 156 + 2416 + 30840 + 10164 + 850 && c.parameters == 44'426);
static_assert(c.trainable_parameters == c.parameters);
// The aggregate is the values and what aligning them costs: at most a vector less one value per tensor.
static_assert(c.parameter_bytes >= 4 * c.parameters && c.parameter_bytes < 4 * c.parameters + 10 * 64);
// A multiply-add counts two, an activation or a comparison one.
constexpr std::size_t products = 2 * (24 * 24 * 6 * 25 + 8 * 8 * 16 * 150 + 256 * 120 + 120 * 84 + 84 * 10);
constexpr std::size_t activations = 24 * 24 * 6 + 8 * 8 * 16 + 120 + 84;
constexpr std::size_t comparisons = 12 * 12 * 6 * 4 + 4 * 4 * 16 * 4;
static_assert(c.flops == products + activations + comparisons);
// Inference holds what is pooled, and never more than two neighbouring results.
static_assert(c.inference_bytes >= 4 * 12 * 12 * 6);
static_assert(c.inference_bytes <= 4 * (24 * 24 * 6 + 12 * 12 * 6 + 4 * 64));
// Training holds every result that backward reads: pooled ones, since what is pooled away is never stored.
constexpr std::size_t results = 24 * 24 * 6 + 12 * 12 * 6 + 8 * 8 * 16 + 256 + 120 + 84, kept = 12 * 12 * 6 + 256 + 120 + 84;
static_assert(c.training_bytes >= 4 * kept && c.training_bytes <= 2 * 4 * results);

// What inference leaves out costs nothing there.
struct with_dropout : nn::sequential<nn::input<8>, nn::dense<4>, nn::dropout<0.5>, nn::dense<2>> {};
struct without : nn::sequential<nn::input<8>, nn::dense<4>, nn::dense<2>> {};
static_assert(nn::cost<with_dropout>.flops == nn::cost<without>.flops);
static_assert(nn::cost<with_dropout>.inference_bytes == nn::cost<without>.inference_bytes);
static_assert(nn::cost<with_dropout>.training_bytes > nn::cost<without>.training_bytes);

// The hash by an independent FNV-1a in Python over the layers, settings and tensors of this network.
struct small : nn::sequential<nn::input<6, 6, 1>, nn::conv2d<2, 3>, nn::relu, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax> {};
struct small_by_another_name
    : nn::sequential<nn::input<6, 6, 1>, nn::conv2d<2, 3>, nn::relu, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax> {};
static_assert(nn::structure_hash<small> == 0x6ec792ee7a90675c);
static_assert(nn::structure_hash<small_by_another_name> == nn::structure_hash<small>);

template <class... Ls>
struct like_small : nn::sequential<nn::input<6, 6, 1>, Ls...> {};
template <class Net>
constexpr bool differs = nn::structure_hash<Net> != nn::structure_hash<small>;
static_assert(differs<like_small<nn::conv2d<3, 3>, nn::relu, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax>>);
static_assert(differs<like_small<nn::conv2d<2, 3>, nn::tanh, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax>>);
static_assert(differs<like_small<nn::conv2d<2, 3>, nn::relu, nn::flatten, nn::dropout<0.5>, nn::dense<3>, nn::softmax>>);
static_assert(differs<like_small<nn::conv2d<2, 3>, nn::relu, nn::dropout<0.25>, nn::flatten, nn::dense<3>, nn::softmax>>);
static_assert(differs<like_small<nn::relu, nn::conv2d<2, 3>, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax>>);
static_assert(differs<like_small<nn::conv2d<2, 3>, nn::relu, nn::flatten, nn::dropout<0.25>, nn::dense<3>>>);
static_assert(differs<like_small<nn::conv2d<2, 3, 1, nn::padding::same>, nn::relu, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax>>);
// A layer around layers is part of the structure.
static_assert(differs<like_small<nn::sequential<nn::conv2d<2, 3>, nn::relu>, nn::flatten, nn::dropout<0.25>, nn::dense<3>, nn::softmax>>);
struct wide : nn::sequential<nn::input<6, 7>, nn::relu> {};
struct tall : nn::sequential<nn::input<7, 6>, nn::relu> {};
static_assert(nn::structure_hash<wide> != nn::structure_hash<tall>);

struct block : nn::sequential<nn::dense<4>, nn::tanh> {};
struct nested : nn::sequential<nn::input<3, 2>, nn::flatten, block, nn::dropout<0.125>, nn::dense<2>> {};

TEST_CASE("layer_table: layers, settings, shapes and counts, layers within layers behind their owner") {
    constexpr const auto& t = nn::layer_table<nested>;
    static_assert(t.size() == 6);
    const char* const names[] = {"flatten", "sequential", "dense", "tanh", "dropout", "dense"};
    const std::size_t index[] = {0, 1, 0, 1, 2, 3}, depth[] = {0, 0, 1, 1, 0, 0}, parameters[] = {0, 28, 28, 0, 0, 10};
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(std::string_view(t[i].name) == names[i]);
        CHECK(t[i].index == index[i]);
        CHECK(t[i].depth == depth[i]);
        CHECK(t[i].parameters == parameters[i]);
        CHECK(t[i].trainable_parameters == parameters[i]);
    }
    CHECK(t[0].input_rank == 2);
    CHECK(t[0].input[1] == 2);
    CHECK(t[0].output_rank == 1);
    CHECK(t[0].output[0] == 6);
    CHECK(t[2].setting_count == 1);
    CHECK(std::string_view(t[2].settings[0].key) == "units");
    CHECK(t[2].settings[0].whole == 4);
    CHECK(t[4].settings[0].real == 0.125);
    CHECK(t[4].flops == 0);
    CHECK(t[1].flops == t[2].flops + t[3].flops);
    CHECK(nn::cost<nested>.parameters == 38);
    CHECK(nn::cost<nested>.flops == 2 * 24 + 4 + 2 * 8);
}

TEST_CASE("layer_table: words among the settings") {
    constexpr const auto& t = nn::layer_table<small>;
    REQUIRE(t[0].setting_count == 6);
    CHECK(t[0].settings[5].is == nn::setting_info::kind::word);
    CHECK(std::string_view(t[0].settings[5].word) == "valid");
}

}  // namespace
}  // namespace inspect_test
