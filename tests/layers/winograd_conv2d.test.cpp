// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/winograd_conv2d.hpp>
#include <memory>
#include <type_traits>
#include <vector>

#include "laws/subject.hpp"
#include "laws/values.hpp"

namespace winograd_conv2d_test {
namespace {

namespace nn = inlay;
using nn::conv2d, nn::output_tile, nn::shape, nn::winograd_conv2d;
constexpr auto same = nn::padding::same;

template <class L, class In>
using form = nn::winograd::form<L, In>;

// ---- what takes that form ---------------------------------------------------------------------------------------------

static_assert(std::is_same_v<form<conv2d<8, 3>, shape<10, 9, 8>>, winograd_conv2d<8, output_tile{4}>>);
static_assert(std::is_same_v<form<conv2d<9, 3, same, nn::use_bias::no>, shape<8, 7, 8>>, winograd_conv2d<9, same, nn::use_bias::no, output_tile{4}>>);
static_assert(std::is_same_v<form<conv2d<9, 3, nn::zeros{1}>, shape<7, 7, 8>>, winograd_conv2d<9, nn::zeros{1}, output_tile{4}>>);
static_assert(std::is_same_v<form<conv2d<8, 3, same>, shape<6, 8, 8>>, winograd_conv2d<8, same, output_tile{2, 4}>>);      // parts of tiles would not pay
static_assert(std::is_same_v<form<conv2d<64, 3, same>, shape<8, 8, 64>>, winograd_conv2d<64, same, output_tile{2}>>);       // many weights, few tiles
static_assert(std::is_same_v<form<conv2d<64, 3, same>, shape<14, 14, 64>>, winograd_conv2d<64, same, output_tile{4}>>);
static_assert(std::is_same_v<form<conv2d<40, 3, 2, same>, shape<16, 15, 32>>, winograd_conv2d<40, 2, same, output_tile{2}>>);
static_assert(std::is_same_v<form<conv2d<16, 3, same>, shape<32, 32, 3>>, winograd_conv2d<16, same, output_tile{4, 1}>>);   // few channels
static_assert(std::is_same_v<form<conv2d<32, 3, 2, same>, shape<32, 33, 16>>, winograd_conv2d<32, 2, same, output_tile{4, 1}>>);

template <class L, class In>
constexpr bool stays = std::is_same_v<form<L, In>, L>;
static_assert(stays<conv2d<8, 5>, shape<12, 12, 8>> && stays<conv2d<8, nn::by{3, 1}>, shape<10, 10, 8>>);              // other taps
static_assert(stays<conv2d<8, 3, nn::dilation{2}>, shape<12, 12, 8>> && stays<conv2d<8, 3, nn::groups{2}>, shape<10, 10, 16>>);  // not neighbours, groups
static_assert(stays<conv2d<8, 3, nn::zeros{2}>, shape<6, 6, 8>>);                                                      // other borders
static_assert(stays<conv2d<7, 3>, shape<10, 10, 8>> && stays<conv2d<8, 3>, shape<10, 10, 7>>);                            // too few
static_assert(stays<conv2d<8, 3>, shape<6, 10, 8>> && stays<conv2d<8, 3>, shape<7, 7, 8>>);                               // tiles alone, or too empty
static_assert(stays<conv2d<16, 3>, shape<16, 30, 3>> && stays<conv2d<16, 3>, shape<30, 30, 1>> && stays<conv2d<32, 3, same>, shape<32, 32, 3>>);
static_assert(stays<conv2d<16, 3, same>, shape<224, 224, 3>>);                                                            // results that stay in no cache
static_assert(stays<conv2d<48, 3, 2>, shape<33, 33, 16>> && stays<conv2d<32, 3, 2>, shape<33, 31, 16>> && stays<conv2d<32, 3, nn::by{1, 2}>, shape<16, 16, 32>>);       // little to save

// ---- what it computes -------------------------------------------------------------------------------------------------

template <class L, class In, class T>
std::vector<double> outputs(const auto& p, const std::vector<double>& samples, std::size_t n) {
    using B = nn::bind<L, In>;
    const laws::array<T> x(samples), y(n * B::output::size, laws::nan<T>), room(B::inference_scratch.per_call, laws::nan<T>);
    B::forward(p, nn::view<const T, In>(x.data(), n), nn::view<T, typename B::output>(y.data(), n), nn::inference_pass<T>{{nullptr, room.data()}});
    return y.copy();
}

struct doubled {
    static constexpr auto value(auto x) { return x + x; }
};
/// The same with an addend, and doubled.
template <class L, class In, class T>
std::vector<double> outputs_onto(const auto& p, const std::vector<double>& samples, const std::vector<double>& addend, std::size_t n, bool in_place) {
    using B = nn::bind<L, In>;
    const laws::array<T> x(samples), given(addend), y(addend.size(), laws::nan<T>), room(B::inference_scratch.per_call, laws::nan<T>);
    const laws::array<T>& to = in_place ? given : y;
    B::template forward_onto<doubled>(p, nn::view<const T, In>(x.data(), n), static_cast<const T*>(given.data()),
                                      nn::view<T, typename B::output>(to.data(), n), nn::inference_pass<T>{{nullptr, room.data()}});
    return to.copy();
}

template <class L>
struct with_relu {
    template <class In>
    using on = typename nn::bind<L, In>::template with<nn::bind<nn::relu, typename nn::bind<L, In>::output>>;
};

/// The conv2d L on In against its transformed form W, and that with relu in it.
template <class T, class W, class L, class In>
void expect_same_outputs(double allowed) {
    const auto given = std::make_unique<typename nn::bind<L, In>::template parameters<T>>();
    const auto p = std::make_unique<typename nn::bind<W, In>::template parameters<T>>();
    const auto fill = [](auto& leaf, std::uint64_t seed) {
        const std::vector<double> values = laws::scattered(leaf.size(), seed, 1);
        for (std::size_t i = 0; i < values.size(); ++i) leaf[i] = static_cast<T>(values[i]);
    };
    fill(given->kernel, 3);
    if constexpr (requires { given->bias; }) fill(given->bias, 4);
    W::template convert<In>(*given, *p);
    const std::size_t n = 2;
    std::vector<double> x = laws::scattered(n * In::size, 1, 1);
    for (double& v : x) v = static_cast<T>(v);
    constexpr nn::simd::convolution_size size = L::template size_on<In>;
    const std::vector<double> kernel(given->kernel.data(), given->kernel.data() + size.kernel());
    std::vector<double> bias(size.filters), expected(n * size.result());
    for (std::size_t o = 0; o < size.filters; ++o) bias[o] = nn::detail::bias_of<size.filters>(*given)[o];
    for (std::size_t s = 0; s < n; ++s) {
        nn::simd::convolve_simply<size, nn::unchanged>(x.data() + s * size.picture(), 0, size.out_height, kernel.data(), bias.data(),
                                                       expected.data() + s * size.result(), size.out_width * size.filters, size.filters);
    }
    const std::vector<double> got = outputs<W, In, T>(*p, x, n);
    laws::expect_close("outputs", got, expected, allowed);
    std::vector<double> positive = got;
    for (double& v : positive) v = v < 0 ? 0 : v;
    CHECK(outputs<with_relu<W>, In, T>(*p, x, n) == positive);

    std::vector<double> addend = laws::scattered(got.size(), 7, 1), sums = got;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        addend[i] = static_cast<T>(addend[i]);
        sums[i] = 2 * static_cast<double>(static_cast<T>(static_cast<T>(got[i]) + static_cast<T>(addend[i])));
    }
    using B = nn::bind<W, In>;
    static_assert(B::adds);
    CHECK(outputs_onto<W, In, T>(*p, x, addend, n, false) == sums);
    if constexpr (B::adds_in_place) CHECK(outputs_onto<W, In, T>(*p, x, addend, n, true) == sums);
}

TEST_CASE("winograd_conv2d gives what conv2d gives") {
    // one tile and parts of others, in both directions; channels and filters that are no whole number of vectors
    expect_same_outputs<float, winograd_conv2d<17, same>, conv2d<17, 3, same>, shape<5, 6, 9>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<33>, conv2d<33, 3>, shape<11, 14, 20>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<64, same, nn::use_bias::no>, conv2d<64, 3, same, nn::use_bias::no>, shape<8, 8, 16>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<16, same>, conv2d<16, 3, nn::zeros{1}>, shape<13, 21, 16>>(3e-6);
    expect_same_outputs<double, winograd_conv2d<17, same>, conv2d<17, 3, same>, shape<5, 6, 9>>(1e-14);
    // other tiles; pictures smaller than a tile
    expect_same_outputs<float, winograd_conv2d<32, same, output_tile{2}>, conv2d<32, 3, same>, shape<9, 16, 24>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<17, output_tile{2, 4}>, conv2d<17, 3>, shape<11, 13, 9>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<8, same>, conv2d<8, 3, same>, shape<2, 3, 8>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<8, same, output_tile{4, 2}>, conv2d<8, 3, same>, shape<1, 1, 8>>(3e-6);
    // down the picture only
    expect_same_outputs<float, winograd_conv2d<16, same, output_tile{4, 1}>, conv2d<16, 3, same>, shape<32, 32, 3>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<33, nn::use_bias::no, output_tile{4, 1}>, conv2d<33, 3, nn::use_bias::no>, shape<11, 70, 5>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<17, nn::zeros{1}, output_tile{2, 1}>, conv2d<17, 3, nn::zeros{1}>, shape<5, 13, 9>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<8, same, output_tile{4, 1}>, conv2d<8, 3, same>, shape<1, 1, 1>>(1e-6);
    expect_same_outputs<double, winograd_conv2d<17, same, output_tile{4, 1}>, conv2d<17, 3, same>, shape<5, 6, 9>>(1e-14);
}

TEST_CASE("winograd_conv2d gives what conv2d gives with stride 2") {
    constexpr nn::strides two{2};
    expect_same_outputs<float, winograd_conv2d<64, two, same>, conv2d<64, 3, two, same>, shape<16, 16, 32>>(1e-6);  // zeros behind only
    expect_same_outputs<float, winograd_conv2d<17, two, same>, conv2d<17, 3, two, same>, shape<11, 13, 9>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<16, two, nn::zeros{1}, nn::use_bias::no>, conv2d<16, 3, two, nn::zeros{1}, nn::use_bias::no>, shape<9, 14, 20>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<33, two>, conv2d<33, 3, two>, shape<10, 21, 8>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<8, nn::strides{1, 2}, nn::zeros{1, 0}>, conv2d<8, 3, nn::strides{1, 2}, nn::zeros{1, 0}>, shape<7, 12, 16>>(3e-6);
    expect_same_outputs<double, winograd_conv2d<17, two, same>, conv2d<17, 3, two, same>, shape<4, 3, 9>>(1e-14);
    expect_same_outputs<float, winograd_conv2d<40, two, same, output_tile{4}>, conv2d<40, 3, two, same>, shape<16, 13, 16>>(3e-6);
    // down the picture only
    expect_same_outputs<float, winograd_conv2d<32, two, same, output_tile{4, 1}>, conv2d<32, 3, two, same>, shape<32, 32, 16>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<33, two, output_tile{2, 1}>, conv2d<33, 3, two>, shape<10, 21, 8>>(1e-6);
    expect_same_outputs<float, winograd_conv2d<16, two, nn::zeros{1}, nn::use_bias::no, output_tile{4, 1}>, conv2d<16, 3, two, nn::zeros{1}, nn::use_bias::no>, shape<9, 14, 20>>(1e-6);
    expect_same_outputs<double, winograd_conv2d<17, two, same, output_tile{4, 1}>, conv2d<17, 3, two, same>, shape<4, 3, 9>>(1e-14);
}

// ---- in a constant expression -----------------------------------------------------------------------------------------

template <class L, class C>
constexpr bool equals_its_definition() {
    using In = shape<5, 3, 2>;
    using B = nn::bind<L, In>;
    typename nn::bind<C, In>::template parameters<double> given{};
    for (std::size_t i = 0; i < given.kernel.size(); ++i) given.kernel[i] = static_cast<double>(i % 7) - 3;
    for (std::size_t o = 0; o < 3; ++o) given.bias[o] = static_cast<double>(o);
    typename B::template parameters<double> p{};
    L::template convert<In>(given, p);
    double x[In::size]{}, y[B::output::size]{}, expected[B::output::size]{}, room[B::inference_scratch.per_call]{};
    for (std::size_t i = 0; i < In::size; ++i) x[i] = static_cast<double>(i % 5) - 2;
    const nn::inference_pass<double> pass{{nullptr, room}};
    B::forward(p, nn::view<const double, In, 1>(x), nn::view<double, typename B::output, 1>(y), pass);
    nn::bind<C, In>::forward(given, nn::view<const double, In, 1>(x), nn::view<double, typename B::output, 1>(expected), pass);
    for (std::size_t i = 0; i < B::output::size; ++i) {
        const double difference = y[i] - expected[i];
        if (!(difference < 1e-12 && difference > -1e-12)) return false;
    }
    return true;
}
static_assert(equals_its_definition<winograd_conv2d<3, same>, conv2d<3, 3, same>>());
static_assert(equals_its_definition<winograd_conv2d<3, nn::strides{2}, same>, conv2d<3, 3, 2, same>>());
static_assert(equals_its_definition<winograd_conv2d<3, same, output_tile{4, 1}>, conv2d<3, 3, same>>());
static_assert(equals_its_definition<winograd_conv2d<3, nn::strides{2}, same, output_tile{4, 1}>, conv2d<3, 3, 2, same>>());

}  // namespace
}  // namespace winograd_conv2d_test
