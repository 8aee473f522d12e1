// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <inlay/embedded.hpp>
#include <memory>
#include <type_traits>

#include "laws/values.hpp"
#include "support/allocations.hpp"

namespace stream_test {
namespace {

namespace nn = inlay;

struct filter : nn::sequential<nn::input<12, 2>, nn::gru<5, nn::returns::sequence>, nn::dropout<0.5>, nn::dense<7>, nn::relu,
                               nn::lstm<17, nn::returns::sequence>, nn::dense<3>> {};
struct last : nn::sequential<nn::input<12, 1>, nn::lstm<3, nn::returns::sequence>, nn::gru<16>, nn::dense<2>, nn::sigmoid> {};

template <class Net>
std::unique_ptr<nn::parameters<Net, float>> made() {
    auto p = std::make_unique<nn::parameters<Net, float>>();
    nn::initialize<Net>(*p, nn::seed{5});
    return p;
}

template <std::size_t Piece>
void check_pieces(const nn::parameters<filter, float>& p, const laws::array<float>& x, const laws::array<float>& whole) {
    laws::array<float> y(whole.size(), laws::nan<float>);
    nn::stream<filter, float, Piece> voice;
    const std::size_t before = support::allocations();
    for (std::size_t t = 0; t < 12; t += Piece) nn::step<filter>(p, voice, x.data() + 2 * t, y.data() + 3 * t);
    const std::size_t after = support::allocations();
    CHECK(after == before);
    laws::expect_close("in pieces", y.copy(), whole.copy(), 2e-6);
}

TEST_CASE("stream: steps and blocks make the whole sequence") {
    const auto p = made<filter>();
    const laws::array<float> x(laws::scattered(24, 1, 2));
    laws::array<float> whole(36, laws::nan<float>);
    nn::workspace<filter> w;
    nn::infer<filter>(*p, x.data(), whole.data(), w);
    check_pieces<1>(*p, x, whole);
    check_pieces<3>(*p, x, whole);
    check_pieces<12>(*p, x, whole);
}

TEST_CASE("stream: the prediction behind the last step") {
    const auto p = made<last>();
    const laws::array<float> x(laws::scattered(12, 1, 2));
    std::array<float, 2> whole{}, y{};
    nn::workspace<last> w;
    nn::infer<last>(*p, x.data(), whole.data(), w);
    nn::stream<last> voice;
    for (std::size_t t = 0; t < 12; ++t) nn::step<last>(*p, voice, x.data() + t, y.data());
    laws::expect_close("last", {y.begin(), y.end()}, {whole.begin(), whole.end()}, 2e-6);
}

TEST_CASE("stream: a voice is a value") {
    static_assert(std::is_trivially_copyable_v<nn::stream<filter>>);
    const auto p = made<filter>();
    const laws::array<float> x(laws::scattered(24, 1, 2));
    nn::stream<filter> a;
    std::array<float, 3> first{}, ya{}, yb{};
    nn::step<filter>(*p, a, x.data(), first.data());
    nn::stream<filter> b = a;  // from here on its own
    nn::step<filter>(*p, a, x.data() + 2, ya.data());
    nn::step<filter>(*p, b, x.data() + 4, yb.data());
    CHECK(ya != yb);
    b = a;
    nn::step<filter>(*p, a, x.data() + 6, ya.data());
    nn::step<filter>(*p, b, x.data() + 6, yb.data());
    CHECK(ya == yb);
    a.reset();
    nn::step<filter>(*p, a, x.data(), ya.data());
    CHECK(ya == first);
}

TEST_CASE("stream: the state is the one to start from: h, of an lstm h and then c") {
    struct one : nn::sequential<nn::input<1, 2>, nn::gru<3, nn::returns::sequence>, nn::lstm<4>> {};
    static_assert(nn::stream<one>::state_elements == 3 + 2 * 4);
    const auto p = made<one>();
    nn::stream<one> voice;
    const laws::array<float> x(laws::scattered(2, 1, 2)), given(laws::scattered(11, 2, 0.9));
    std::copy(given.begin(), given.end(), voice.state.begin());
    std::array<float, 4> y{};
    nn::step<one>(*p, voice, x.data(), y.data());

    // The same from layers that are given their states as parts of their input.
    using gru = nn::bind<nn::gru<3>, nn::shapes<nn::shape<1, 2>, nn::shape<3>>>;
    using lstm = nn::bind<nn::lstm<4, nn::return_state::yes>, nn::shapes<nn::shape<1, 3>, nn::shape<4>, nn::shape<4>>>;
    const std::array<float, 5> first{x[0], x[1], given[0], given[1], given[2]};
    std::array<float, 11> second{};
    std::array<float, 12> last{};
    gru::forward(nn::detail::in_slot<0>(*p), nn::view<const float, gru::input, 1>(first.data()), nn::view<float, gru::output, 1>(second.data()),
                 nn::inference_pass<float>{});
    std::copy(given.begin() + 3, given.end(), second.begin() + 3);
    lstm::forward(nn::detail::in_slot<1>(*p), nn::view<const float, lstm::input, 1>(second.data()), nn::view<float, lstm::output, 1>(last.data()),
                  nn::inference_pass<float>{});
    laws::expect_close("y", {y.begin(), y.end()}, {last.begin(), last.begin() + 4}, 1e-6);
    laws::expect_close("gru", {voice.state.begin(), voice.state.begin() + 3}, {second.begin(), second.begin() + 3}, 1e-6);
    laws::expect_close("lstm", {voice.state.begin() + 3, voice.state.end()}, {last.begin() + 4, last.end()}, 1e-6);
}

constexpr float compiled_step() {
    nn::parameters<last, float> p{};
    nn::initialize<last>(p, nn::seed{5});
    nn::stream<last> voice;
    float y[2]{};
    for (const float x : {0.5f, -1.0f}) nn::step<last>(p, voice, &x, y);
    return y[1];
}

TEST_CASE("stream: the compiler computes what the program computes") {
    static constexpr float compiled = compiled_step();
    CHECK(compiled == doctest::Approx(compiled_step()).epsilon(1e-6));
}

TEST_CASE("stream: initialisation of recurrent layers") {
    const auto p = made<filter>();
    const auto& kernel = nn::detail::in_slot<4>(*p).recurrent_kernel;  // 17 rows, orthonormal
    for (std::size_t i = 0; i < 17; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double product = 0;
            for (std::size_t k = 0; k < 68; ++k) product += double{kernel(i, k)} * double{kernel(j, k)};
            CHECK(std::abs(product - (i == j ? 1 : 0)) < 1e-6);
        }
    }
    const auto& bias = nn::detail::in_slot<4>(*p).bias;
    for (std::size_t i = 0; i < 68; ++i) CHECK(bias[i] == (i >= 17 && i < 34 ? 1.0f : 0.0f));
}

}  // namespace
}  // namespace stream_test
