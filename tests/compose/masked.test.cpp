// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <inlay/compose/bidirectional.hpp>
#include <inlay/compose/masked.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/inspect/structure.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/gru.hpp>
#include <inlay/layers/simple_rnn.hpp>
#include <inlay/network/infer.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/stream.hpp>
#include <string_view>

#include "golden/recurrent_states.hpp"
#include "laws/layer.hpp"
#include "layers/recurrent_numbers.hpp"

namespace masked_test {
namespace {

namespace nn = inlay;
using nn::shape;
using in = shape<4, 3>;
using inner = nn::simple_rnn<5, nn::returns::sequence>;

TEST_CASE("masked: laws") {
    laws::layer<nn::masked<0.0, nn::dense<3>, nn::bidirectional<inner>>, in>(2);  // all steps count: no two values are equal
    laws::constant<nn::masked<-1.5, inner>, in>();
}

#define MASKED_LEAVES(within) {{within "kernel", base::w, dw}, {within "recurrent_kernel", base::u, du}, {within "bias", base::b, db}}

TEST_CASE_TEMPLATE("golden: masked", T, float, double) {
    namespace base = golden::recurrent_states::simple_rnn;
    using namespace golden::recurrent_states::simple_rnn_masked;
    using golden::recurrent_states::n;
    SUBCASE("steps of zeros") {
        recurrent_numbers::expect<T, nn::masked<0.0, inner>, in>({n, x, r, y, dx, MASKED_LEAVES("0.simple_rnn.")});
    }
    SUBCASE("steps of another value are zeros to the layers within") {
        std::vector<double> marked(std::begin(x), std::end(x));
        for (std::size_t i = 0; i < marked.size(); ++i) {
            if (golden::recurrent_states::mask[i / 3] == 0) marked[i] = -1.5;
        }
        recurrent_numbers::expect<T, nn::masked<-1.5, inner>, in>({n, marked, r, y, dx, MASKED_LEAVES("0.simple_rnn.")});
    }
    SUBCASE("layers within layers") {
        using nested = nn::masked<0.0, nn::sequential<nn::sequential<inner>>>;
        recurrent_numbers::expect<T, nested, in>({n, x, r, y, dx, MASKED_LEAVES("0.sequential.0.sequential.0.simple_rnn.")});
    }
}

// Both directions leave out the same steps: what stands in them does not matter, and steps left out at the ends change nothing.
TEST_CASE("masked: both directions") {
    struct longer : nn::sequential<nn::input<4, 3>, nn::masked<0.0, nn::bidirectional<nn::gru<5>>>> {};
    struct shorter : nn::sequential<nn::input<2, 3>, nn::bidirectional<nn::gru<5>>> {};
    auto p = std::make_unique<nn::parameters<longer>>();
    auto q = std::make_unique<nn::parameters<shorter>>();
    nn::initialize<longer>(*p, nn::seed{3});
    const auto from = nn::leaf_pointers<float>(*p), to = nn::leaf_pointers<float>(*q);
    for (std::size_t k = 0; k < from.size(); ++k) std::copy(from[k], from[k] + nn::leaf_table<longer>[k].size, to[k]);
    const std::array<float, 12> x{0, 0, 0, 1, -2, 0, 0.5f, 3, 1, 0, 0, 0};
    std::array<float, 10> y{}, expected{};
    nn::workspace<longer> w;
    nn::workspace<shorter> v;
    nn::infer<longer>(*p, x.data(), y.data(), w);
    nn::infer<shorter>(*q, x.data() + 3, expected.data(), v);
    CHECK(y == expected);
}

struct net : nn::sequential<nn::input<6, 2>, nn::masked<0.0, nn::gru<5, nn::returns::sequence>, nn::gru<4, nn::returns::sequence>>, nn::dense<1>> {};
static_assert(std::string_view(nn::leaf_table<net>[3].path) == "0.masked.1.gru.kernel");
static_assert(nn::layer_table<net>.size() == 4 && nn::layer_table<net>[2].input[1] == 5);

TEST_CASE("masked: streams") {
    auto p = std::make_unique<nn::parameters<net>>();
    nn::initialize<net>(*p, nn::seed{3});
    const std::array<float, 12> x{0, 0, 1, -2, 0, 0, 0, 0.5f, 3, 1, 0, 0};
    std::array<float, 6> whole{};
    nn::workspace<net> w;
    nn::infer<net>(*p, x.data(), whole.data(), w);
    const auto check = [&]<std::size_t Piece>() {
        std::array<float, 6> y{};
        nn::stream<net, float, Piece> voice;
        for (std::size_t t = 0; t < 6; t += Piece) nn::step<net>(*p, voice, x.data() + 2 * t, y.data() + t);
        laws::expect_close("in pieces", {y.begin(), y.end()}, {whole.begin(), whole.end()}, 2e-6);
    };
    check.template operator()<1>();
    check.template operator()<3>();
    CHECK(whole[2] == whole[1]);
    CHECK(whole[3] != whole[2]);
}

}  // namespace
}  // namespace masked_test
