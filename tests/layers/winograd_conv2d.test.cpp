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
using nn::conv2d, nn::shape, nn::winograd_conv2d;
constexpr auto same = nn::padding::same;

template <class L, class In>
using form = nn::winograd::form<L, In>;

// ---- what takes that form ---------------------------------------------------------------------------------------------

static_assert(std::is_same_v<form<conv2d<8, 3>, shape<10, 9, 8>>, winograd_conv2d<8, nn::padding::valid>>);
static_assert(std::is_same_v<form<conv2d<9, 3, same, nn::use_bias::no>, shape<8, 7, 8>>, winograd_conv2d<9, same, nn::use_bias::no>>);
static_assert(std::is_same_v<form<conv2d<9, 3, nn::zeros{1}>, shape<7, 7, 8>>, winograd_conv2d<9, same>>);

template <class L, class In>
constexpr bool stays = std::is_same_v<form<L, In>, L>;
static_assert(stays<conv2d<8, 5>, shape<12, 12, 8>> && stays<conv2d<8, nn::by{3, 1}>, shape<10, 10, 8>>);                       // other taps
static_assert(stays<conv2d<8, 3, 2>, shape<17, 17, 8>> && stays<conv2d<8, 3, nn::dilation{2}>, shape<12, 12, 8>>);               // not neighbours
static_assert(stays<conv2d<8, 3, nn::groups{2}>, shape<10, 10, 16>>);                                                           // groups
static_assert(stays<conv2d<8, 3, nn::zeros{1, 0}>, shape<8, 10, 8>> && stays<conv2d<8, 3, nn::zeros{2}>, shape<6, 6, 8>>);       // other borders
static_assert(stays<conv2d<7, 3>, shape<10, 10, 8>> && stays<conv2d<8, 3>, shape<10, 10, 7>>);                                     // too few
static_assert(stays<conv2d<8, 3>, shape<6, 10, 8>> && stays<conv2d<8, 3>, shape<12, 12, 8>>);                                      // tiles too empty

// ---- what it computes -------------------------------------------------------------------------------------------------

template <class L, class In, class T>
std::vector<double> outputs(const auto& p, const std::vector<double>& samples, std::size_t n) {
    using B = nn::bind<L, In>;
    const laws::array<T> x(samples), y(n * B::output::size, laws::nan<T>), room(B::inference_scratch.per_call, laws::nan<T>);
    B::forward(p, nn::view<const T, In>(x.data(), n), nn::view<T, typename B::output>(y.data(), n), nn::inference_pass<T>{{nullptr, room.data()}});
    return y.copy();
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
}

TEST_CASE("winograd_conv2d gives what conv2d gives") {
    // one tile and parts of others, in both directions; channels and filters that are no whole number of vectors
    expect_same_outputs<float, winograd_conv2d<17, same>, conv2d<17, 3, same>, shape<5, 6, 9>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<33>, conv2d<33, 3>, shape<11, 14, 20>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<64, same, nn::use_bias::no>, conv2d<64, 3, same, nn::use_bias::no>, shape<8, 8, 16>>(3e-6);
    expect_same_outputs<float, winograd_conv2d<16, same>, conv2d<16, 3, nn::zeros{1}>, shape<13, 21, 16>>(3e-6);
    expect_same_outputs<double, winograd_conv2d<17, same>, conv2d<17, 3, same>, shape<5, 6, 9>>(1e-14);
}

// ---- in a constant expression -----------------------------------------------------------------------------------------

constexpr bool equals_its_definition() {
    using L = winograd_conv2d<3, same>;
    using In = shape<5, 3, 2>;
    using B = nn::bind<L, In>;
    typename nn::bind<conv2d<3, 3, same>, In>::template parameters<double> given{};
    for (std::size_t i = 0; i < given.kernel.size(); ++i) given.kernel[i] = static_cast<double>(i % 7) - 3;
    for (std::size_t o = 0; o < 3; ++o) given.bias[o] = static_cast<double>(o);
    typename B::template parameters<double> p{};
    L::convert<In>(given, p);
    double x[In::size]{}, y[B::output::size]{}, expected[B::output::size]{}, room[B::inference_scratch.per_call]{};
    for (std::size_t i = 0; i < In::size; ++i) x[i] = static_cast<double>(i % 5) - 2;
    const nn::inference_pass<double> pass{{nullptr, room}};
    B::forward(p, nn::view<const double, In, 1>(x), nn::view<double, typename B::output, 1>(y), pass);
    nn::bind<conv2d<3, 3, same>, In>::forward(given, nn::view<const double, In, 1>(x), nn::view<double, typename B::output, 1>(expected), pass);
    for (std::size_t i = 0; i < B::output::size; ++i) {
        const double difference = y[i] - expected[i];
        if (!(difference < 1e-12 && difference > -1e-12)) return false;
    }
    return true;
}
static_assert(equals_its_definition());

}  // namespace
}  // namespace winograd_conv2d_test
