// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/compose/time_distributed.hpp>
#include <inlay/inspect/structure.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/stream.hpp>
#include <inlay/network/infer.hpp>
#include <string_view>

#include "laws/layer.hpp"

namespace time_distributed_test {
namespace {

namespace nn = inlay;
using nn::shape;

struct block : nn::sequential<nn::flatten, nn::dense<3>, nn::tanh> {};
using distributed = nn::time_distributed<block>;
using in = shape<5, 2, 2>;

// Nothing of its own: what the layer has, on so many samples.
static_assert(std::is_same_v<nn::bind<distributed, in>::output, shape<5, 3>>);
static_assert(nn::bind<nn::time_distributed<nn::flatten>, in>::is_view && nn::bind<nn::time_distributed<nn::tanh>, in>::in_place);
static_assert(nn::bind<nn::time_distributed<nn::dropout<0.5>>, in>::training_only);
static_assert(!nn::Layer<distributed, shape<5>> && !nn::Layer<nn::time_distributed<nn::dense<3>>, shape<5, 2, 2, 2>>);

TEST_CASE("time_distributed: laws") {
    laws::layer<distributed, in>();
    laws::constant<distributed, in>();
}

TEST_CASE("time_distributed: the steps are samples") {
    const auto s = laws::make_subject<double, distributed, in>();
    const auto one = laws::make_subject<double, block, shape<2, 2>>();
    REQUIRE(s.leaves.size() == one.leaves.size());
    for (std::size_t k = 0; k < s.leaves.size(); ++k) {
        const auto values = laws::scattered(s.leaves[k].size, 3, 1);
        std::copy(values.begin(), values.end(), s.leaves[k].values);
        std::copy(values.begin(), values.end(), one.leaves[k].values);
    }
    const laws::array<double> x(laws::scattered(3 * s.in, 1, 2));
    laws::array<double> y(3 * s.out), steps(3 * s.out), scratch(3 * s.inference_scratch.per_sample);
    s.infer(s.p.get(), x.data(), y.data(), 3, {{scratch.data(), nullptr}});
    one.infer(one.p.get(), x.data(), steps.data(), 15, {{scratch.data(), nullptr}});
    CHECK(y.copy() == steps.copy());
}

struct net : nn::sequential<nn::input<4, 3>, nn::time_distributed<nn::sequential<nn::dense<5>, nn::tanh>>, nn::time_distributed<nn::dense<2>>> {};
static_assert(std::string_view(nn::leaf_table<net>[0].path) == "0.time_distributed.0.sequential.0.dense.kernel");
static_assert(std::string_view(nn::leaf_table<net>[2].path) == "1.time_distributed.0.dense.kernel");
constexpr const auto& table = nn::layer_table<net>;
static_assert(table.size() == 6 && table[1].depth == 1 && table[2].depth == 2 && table[2].input_rank == 1 && table[2].input[0] == 3);
static_assert(table[0].flops == 4 * table[1].flops && table[0].parameters == 20);

TEST_CASE("time_distributed: streams") {
    nn::parameters<net> p{};
    nn::initialize<net>(p, nn::seed{3});
    const laws::array<float> x(laws::scattered(12, 1, 2));
    std::array<float, 8> whole{}, steps{};
    nn::workspace<net> w;
    nn::infer<net>(p, x.data(), whole.data(), w);
    nn::stream<net> voice;
    for (std::size_t t = 0; t < 4; ++t) nn::step<net>(p, voice, x.data() + 3 * t, steps.data() + 2 * t);
    laws::expect_close("steps", {steps.begin(), steps.end()}, {whole.begin(), whole.end()}, 2e-6);
}

}  // namespace
}  // namespace time_distributed_test
