// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/reshape.hpp>
#include <inlay/layers/silu.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/layers/tanh.hpp>
#include <memory>
#include <string_view>
#include <type_traits>

#include "laws/layer.hpp"

namespace nn = inlay;

// A sequential is a layer: the laws of layers, differences included, are what its memory plan must keep.
namespace sequential_test {
namespace {

struct plain : nn::sequential<nn::dense<5>, nn::tanh, nn::dense<3>> {};
struct views_at_both_ends : nn::sequential<nn::reshape<2, 3>, nn::flatten, nn::dense<6>, nn::gelu, nn::reshape<3, 2>, nn::flatten> {};
struct only_views : nn::sequential<nn::flatten, nn::reshape<2, 6>, nn::reshape<12>> {};
struct one_view : nn::sequential<nn::flatten> {};
struct only_activations : nn::sequential<nn::silu, nn::tanh, nn::softmax> {};
struct in_place_run : nn::sequential<nn::dropout<0.0>, nn::dense<9>, nn::dropout<0.0>, nn::tanh, nn::dropout<0.0>, nn::flatten> {};
struct view_between : nn::sequential<nn::dense<12>, nn::reshape<3, 4>, nn::tanh, nn::flatten, nn::dropout<0.0>, nn::reshape<4, 3>, nn::softmax> {};
struct inner : nn::sequential<nn::tanh, nn::dense<4>, only_activations> {};
struct nested : nn::sequential<one_view, nn::dense<5>, inner, nn::sequential<nn::dense<6>, nn::reshape<3, 2>>> {};
struct block : nn::sequential<nn::conv2d<2, nn::by{3, 2}, 1, nn::padding::same>, nn::tanh> {};
struct convolutions : nn::sequential<block, block, nn::max_pool2d<2>, nn::conv2d<4, 2>, nn::silu, nn::flatten, nn::dense<3>> {};

/// The laws in double, which is the exacter half of laws::layer and half of what it costs to compile.
template <class L, class In>
void check(double reach) {
    const auto s = laws::make_subject<double, L, In>();
    std::uint64_t seed = 2;
    for (const auto& leaf : s.leaves) {
        const auto v = laws::scattered(leaf.size, ++seed, 1);
        std::copy(v.begin(), v.end(), leaf.values);
    }
    for (const std::size_t n : {std::size_t{1}, std::size_t{5}}) {
        const laws::array<double> x(laws::scattered(n * s.in, 1, reach)), r(laws::scattered(n * s.out, 2, 1.5));
        laws::check_gradient(s, x, r, n, laws::check_passes(s, x, r, n, 1e-14), 1e-6);
    }
}

TEST_CASE("sequential obeys the laws of layers: values, gradients, purity, n samples and one, no allocation") {
    check<views_at_both_ends, nn::shape<6>>(4.03);
    check<only_views, nn::shape<3, 4>>(4.03);
    check<only_activations, nn::shape<9>>(4.03);
    check<in_place_run, nn::shape<5>>(4.03);
    check<view_between, nn::shape<5>>(4.03);
    check<nested, nn::shape<1, 3>>(1.5);
    check<convolutions, nn::shape<7, 6, 2>>(4.03);
}

struct stochastic : nn::sequential<nn::dropout<0.3>, nn::dense<6>, nn::sequential<nn::tanh, nn::dropout<0.5>>, nn::dense<4>, nn::dropout<0.25>> {};

TEST_CASE("sequential: dropout inside and at both ends keeps its mask from forward to backward") {
    const auto s = laws::make_subject<double, stochastic, nn::shape<8>>();
    std::uint64_t seed = 1;
    for (const auto& leaf : s.leaves) {
        const auto v = laws::scattered(leaf.size, ++seed, 1);
        std::copy(v.begin(), v.end(), leaf.values);
    }
    const std::size_t n = 4;
    const laws::array<double> x(laws::scattered(n * 8, 9)), r(laws::scattered(n * 4, 10));
    const auto got = laws::run(s, x, r, n, laws::how::together);
    laws::check_gradient(s, x, r, n, got, 1e-6);
    const auto zeros = [](const laws::array<double>& a) { return std::count(a.begin(), a.end(), 0.0); };
    CHECK(zeros(got.y) > 0);
    CHECK(zeros(got.dx) > 0);
    CHECK(zeros(got.dx) < 32);
}

struct net : nn::sequential<nn::input<4, 3>, nn::flatten, nn::dense<5>, nn::tanh, plain> {};
struct same_layers : nn::sequential<nn::input<4, 3>, nn::flatten, nn::dense<5>, nn::tanh, plain> {};

static_assert(nn::Network<net> && !nn::Network<plain>);
static_assert(std::is_same_v<net::input_shape, nn::shape<4, 3>> && std::is_same_v<net::output_shape, nn::shape<3>>);
// Functions and symbols carry the derived name, and two networks of the same layers are two types.
static_assert(!std::is_same_v<nn::bound_network<net>, nn::bound_network<same_layers>>);
static_assert(!std::is_same_v<nn::parameters<net>, nn::parameters<same_layers>>);
// Layers without parameters have no tensors, and take a byte at most.
static_assert(nn::leaf_count<nn::bind<only_activations, nn::shape<9>>::parameters<float>> == 0);
struct three : nn::sequential<nn::input<2>, nn::tanh, nn::dense<1>, nn::tanh, nn::silu> {};
static_assert(sizeof(nn::parameters<three, float>) <= 4 * sizeof(float));
static_assert(std::is_trivially_copyable_v<nn::parameters<net>>);

TEST_CASE("parameters: an aggregate that is copied and compared as a value") {
    const auto a = std::make_unique<nn::parameters<net, double>>();
    double next = 0;
    for (double* leaf : nn::leaf_pointers<double>(*a)) leaf[0] = ++next;
    auto b = *a;
    CHECK(b == *a);
    nn::leaf_pointers<double>(b).back()[2] = 1;
    CHECK(!(b == *a));
    b = *a;
    CHECK(b == *a);
}

TEST_CASE("leaf_table: paths, shapes and fans, in the order of the layers") {
    constexpr const auto& table = nn::leaf_table<net>;
    static_assert(table.size() == 6);
    const char* const paths[] = {"1.dense.kernel", "1.dense.bias", "3.sequential.0.dense.kernel", "3.sequential.0.dense.bias",
                                 "3.sequential.2.dense.kernel", "3.sequential.2.dense.bias"};
    const std::size_t sizes[] = {60, 5, 25, 5, 15, 3};
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(std::string_view(table[i].path) == paths[i]);
        CHECK(table[i].size == sizes[i]);
        CHECK(table[i].rank == (i % 2 == 0 ? 2 : 1));
        CHECK(table[i].what.role == (i % 2 == 0 ? nn::role::weight : nn::role::bias));
    }
    CHECK(table[0].dims[0] == 12);
    CHECK(table[0].dims[1] == 5);
    CHECK(table[0].what.fan_in == 12);
    CHECK(table[0].what.fan_out == 5);

    const auto p = std::make_unique<nn::parameters<net>>();
    const auto at = nn::leaf_pointers<float>(*p);
    const auto* const begin = reinterpret_cast<const char*>(p.get());
    for (std::size_t i = 0; i < 6; ++i) {
        const auto* const leaf = reinterpret_cast<const char*>(at[i]);
        CHECK(leaf >= begin);
        CHECK(leaf + sizes[i] * sizeof(float) <= begin + sizeof(*p));
        if (i > 0) CHECK(at[i] >= at[i - 1] + sizes[i - 1]);
    }
    const auto& read_only = *p;
    CHECK(nn::leaf_pointers<const float>(read_only)[5] == at[5]);
}

struct deep : nn::sequential<nn::dense<2>> {};
struct deeper : nn::sequential<deep, deep> {};
struct ten : nn::sequential<nn::input<2>, nn::tanh, nn::tanh, nn::tanh, nn::tanh, nn::tanh, nn::tanh, nn::tanh, nn::tanh, nn::tanh,
                            nn::tanh, deeper> {};

TEST_CASE("leaf_table: positions of more than one digit and layers within layers within layers") {
    CHECK(std::string_view(nn::leaf_table<ten>[2].path) == "10.sequential.1.sequential.0.dense.kernel");
}

}  // namespace
}  // namespace sequential_test
