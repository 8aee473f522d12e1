// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/prelu.hpp>
#include <inlay/layers/tanh.hpp>
#include <inlay/network/initialize.hpp>
#include <vector>

namespace nn = inlay;

namespace initialize_test {
namespace {

std::vector<double> filled(nn::initializer kind, std::size_t count, std::uint64_t seed = 5) {
    std::vector<double> values(count, -1e9);
    nn::random generator(nn::seed{seed});
    nn::leaf what{"kernel", nn::role::weight, kind, 20, 30};
    what.value = 0.375;
    nn::detail::initialize_leaf(what, nn::initializer::by_layer, values.data(), count, generator);
    return values;
}

struct expected {
    nn::initializer kind;
    double deviation;   // of the distribution, by its definition: fan_in 20, fan_out 30
    double limit;       // no value is further from 0
    double kurtosis;    // fourth moment / deviation^4, for the error of the measured deviation
    std::array<double, 3> first;  // of seed 5, by an independent implementation in Python
};
// A normal distribution cut at two deviations, scaled back to its deviation, ends at 2 / 0.8796 of it. Its kurtosis is 2.37.
const double u = std::sqrt(3.0), t = 2 / 0.87962566103423978;
const expected all[] = {
    {nn::initializer::glorot_uniform, std::sqrt(2.0 / 50), u, 1.8, {0.33244385151748823, -0.2730620275749494, 0.25209179398167153}},
    {nn::initializer::glorot_normal, std::sqrt(2.0 / 50), t, 2.4, {0.3929009260557649, -0.26288199602968765, 0.23304297289897719}},
    {nn::initializer::he_uniform, std::sqrt(2.0 / 20), u, 1.8, {0.5256398824570434, -0.4317489748202722, 0.3985921242100047}},
    {nn::initializer::he_normal, std::sqrt(2.0 / 20), t, 2.4, {0.6212309105628068, -0.4156529316525769, 0.3684732935288303}},
    {nn::initializer::lecun_uniform, std::sqrt(1.0 / 20), u, 1.8, {0.3716835253474752, -0.30529262786575445, 0.281847193956445}},
    {nn::initializer::lecun_normal, std::sqrt(1.0 / 20), t, 2.4, {0.43927658954165427, -0.29391100659160563, 0.26054996454037704}},
    {nn::initializer::random_uniform, 0.05 / std::sqrt(3.0), u, 1.8, {0.04798413679101446, -0.03941310878146551, 0.03638631627895344}},
    {nn::initializer::random_normal, 0.05, 6, 3, {0.10252417916802631, -0.062440055979212344, 0.0548920786603763}},
    {nn::initializer::fan_in_uniform, 1 / std::sqrt(60.0), u, 1.8, {0.21459158341271387, -0.17626078087990157, 0.16272455330109414}},
};

TEST_CASE("initialisers: mean, deviation and limits of 100,000 values, and the first numbers") {
    constexpr std::size_t n = 100'000;
    for (const expected& e : all) {
        CAPTURE(static_cast<int>(e.kind));
        const std::vector<double> v = filled(e.kind, n);
        // PPND7 is right to about 1e-7 of its result; the uniform ones are plain arithmetic.
        for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(v[i] - e.first[i]) <= 3e-7 * std::abs(e.first[i]));
        double sum = 0, squares = 0, most = 0;
        for (const double x : v) {
            sum += x;
            squares += x * x;
            most = std::max(most, std::abs(x));
        }
        const double mean = sum / n, deviation = std::sqrt(squares / n - mean * mean);
        // Within five standard errors of what so many values may show.
        CHECK(std::abs(mean) < 5 * e.deviation / std::sqrt(n));
        CHECK(std::abs(deviation / e.deviation - 1) < 5 * std::sqrt((e.kurtosis - 1) / (4.0 * n)));
        CHECK(most <= e.limit * e.deviation * (1 + 1e-6));
        if (e.limit < 3) CHECK(most > 0.999 * e.limit * e.deviation);  // and up to the limit they come
    }
    for (const double x : filled(nn::initializer::zeros, 9)) CHECK(x == 0);
    for (const double x : filled(nn::initializer::ones, 9)) CHECK(x == 1);
    for (const double x : filled(nn::initializer::constant, 9)) CHECK(x == 0.375);
    CHECK(filled(nn::initializer::he_normal, 9, 1) != filled(nn::initializer::he_normal, 9, 2));
}

struct net : nn::sequential<nn::input<3>, nn::dense<4>, nn::tanh, nn::dense<2>> {};

constexpr nn::parameters<net> by_compiler() {
    nn::parameters<net> p{};
    nn::initialize<net>(p, nn::seed{9});
    return p;
}
constexpr nn::parameters<net> compiled = by_compiler();

TEST_CASE("initialize: the same numbers in constant expressions, one tensor after the other") {
    nn::parameters<net> p{};
    nn::initialize<net>(p, nn::seed{9});
    const auto at = nn::leaf_pointers<float>(p);
    const auto in = nn::leaf_pointers<const float>(compiled);
    for (std::size_t i = 0; i < at.size(); ++i) {
        for (std::size_t k = 0; k < nn::leaf_table<net>[i].size; ++k) CHECK(at[i][k] == in[i][k]);
    }
    // Keras' defaults: Glorot uniform kernels from one sequence, zero biases that take no numbers.
    nn::random r(nn::seed{9});
    for (const std::size_t leaf : {std::size_t{0}, std::size_t{2}}) {
        const nn::leaf_info& info = nn::leaf_table<net>[leaf];
        const double limit = std::sqrt(6.0 / static_cast<double>(info.what.fan_in + info.what.fan_out));
        for (std::size_t k = 0; k < info.size; ++k) {
            CHECK(std::abs(at[leaf][k] - limit * (2 * nn::random(r).uniform<double>() - 1)) <= 1e-7);
            r.skip(1);
        }
    }
    for (std::size_t k = 0; k < 4; ++k) CHECK(at[1][k] == 0);
}

TEST_CASE("initialize: PyTorch's defaults fill biases too; float is double rounded") {
    nn::parameters<net> p{};
    nn::parameters<net, double> d{};
    nn::initialize<net>(p, nn::seed{1}, nn::pytorch_defaults);
    nn::initialize<net>(d, nn::seed{1}, nn::pytorch_defaults);
    const auto f = nn::leaf_pointers<float>(p);
    const auto g = nn::leaf_pointers<double>(d);
    for (std::size_t i = 0; i < f.size(); ++i) {
        const nn::leaf_info& info = nn::leaf_table<net>[i];
        for (std::size_t k = 0; k < info.size; ++k) {
            CHECK(f[i][k] == static_cast<float>(g[i][k]));
            CHECK(g[i][k] != 0);
            CHECK(std::abs(g[i][k]) <= 1 / std::sqrt(static_cast<double>(info.what.fan_in)));
        }
    }
    nn::initialize<net>(p, nn::seed{1}, {.weight = nn::initializer::zeros, .bias = nn::initializer::ones});
    CHECK(f[0][0] == 0);
    CHECK(f[1][3] == 1);
}

TEST_CASE("a leaf without a fan starts as its layer says, whatever is asked for weights and biases") {
    struct slopes : nn::sequential<nn::input<5>, nn::prelu<nn::alpha_initial{0.25}>> {};
    nn::parameters<slopes, float> p;
    nn::initialize<slopes>(p, nn::seed{1}, nn::pytorch_defaults);
    for (std::size_t i = 0; i < 5; ++i) CHECK(nn::leaf_pointers<float>(p)[0][i] == 0.25f);
}

}  // namespace
}  // namespace initialize_test
