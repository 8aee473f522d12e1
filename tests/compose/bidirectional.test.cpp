// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/compose/bidirectional.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/inspect/structure.hpp>
#include <inlay/layers/gru.hpp>
#include <inlay/layers/lstm.hpp>
#include <inlay/layers/simple_rnn.hpp>
#include <string_view>

#include "golden/bidirectional.hpp"
#include "laws/layer.hpp"
#include "layers/recurrent_numbers.hpp"

namespace bidirectional_test {
namespace {

namespace nn = inlay;
using nn::shape;
using in = shape<4, 3>;

TEST_CASE("bidirectional: laws") {
    using inner = nn::simple_rnn<5, nn::returns::sequence>;
    laws::layer<nn::bidirectional<inner, nn::merge::ave>, in>(2);
    laws::constant<nn::bidirectional<inner, nn::merge::ave>, in>();
}

TEST_CASE("bidirectional: sum is twice the mean") {
    using sum = nn::bind<nn::bidirectional<nn::simple_rnn<5, nn::returns::sequence>, nn::merge::sum>, in>;
    using mean = nn::bind<nn::bidirectional<nn::simple_rnn<5, nn::returns::sequence>, nn::merge::ave>, in>;
    const auto s = laws::make_subject<double, nn::bidirectional<nn::simple_rnn<5, nn::returns::sequence>, nn::merge::sum>, in>();
    static_assert(std::is_same_v<sum::parameters<double>, mean::parameters<double>>);
    for (const auto& leaf : s.leaves) {
        const auto values = laws::scattered(leaf.size, 3, 1);
        std::copy(values.begin(), values.end(), leaf.values);
    }
    const laws::array<double> x(laws::scattered(2 * in::size, 1, 2));
    laws::array<double> y(2 * sum::output::size), half(y.size()), scratch(2 * sum::inference_scratch.per_sample);
    s.infer(s.p.get(), x.data(), y.data(), 2, {{scratch.data(), nullptr}});
    mean::forward(*static_cast<const mean::parameters<double>*>(s.p.get()), nn::view<const double, in>(x.data(), 2),
                  nn::view<double, mean::output>(half.data(), 2), nn::inference_pass<double>{{scratch.data(), nullptr}});
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == 2 * half[i]);
}

#define BIDIRECTIONAL_CASE(name, layer, ...)                                                                                                     \
    SUBCASE(#name) {                                                                                                                             \
        using namespace golden::bidirectional::name;                                                                                             \
        recurrent_numbers::expect<T, __VA_ARGS__, in>({golden::bidirectional::n, x, r, y, dx,                                                    \
                                                       {{"0.forward_" layer ".kernel", w, dw},                                                   \
                                                        {"0.forward_" layer ".recurrent_kernel", u, du},                                         \
                                                        {"0.forward_" layer ".bias", b, db},                                                     \
                                                        {"1.backward_" layer ".kernel", w2, dw2},                                                \
                                                        {"1.backward_" layer ".recurrent_kernel", u2, du2},                                      \
                                                        {"1.backward_" layer ".bias", b2, db2}}});                                               \
    }

TEST_CASE_TEMPLATE("golden: bidirectional", T, float, double) {
    BIDIRECTIONAL_CASE(gru_concat, "gru", nn::bidirectional<nn::gru<5, nn::returns::sequence>>)
    BIDIRECTIONAL_CASE(gru_last_concat, "gru", nn::bidirectional<nn::gru<5>>)
    BIDIRECTIONAL_CASE(lstm_mul, "lstm", nn::bidirectional<nn::lstm<5, nn::returns::sequence>, nn::merge::mul>)
}

// The list of layers, and the hash.
struct net : nn::sequential<nn::input<4, 3>, nn::bidirectional<nn::gru<5, nn::returns::sequence>>, nn::bidirectional<nn::gru<2>, nn::merge::sum>> {};
struct other : nn::sequential<nn::input<4, 3>, nn::bidirectional<nn::gru<5, nn::returns::sequence>>, nn::bidirectional<nn::gru<2>, nn::merge::ave>> {};
static_assert(nn::structure_hash<net> != nn::structure_hash<other>);
constexpr const auto& table = nn::layer_table<net>;
static_assert(table.size() == 6 && table[2].depth == 1 && table[2].index == 1 && std::string_view(table[2].name) == "gru");
static_assert(table[2].input[1] == 3 && table[2].output[1] == 5 && table[0].output[1] == 10 && table[3].input[1] == 10 && table[3].output[0] == 2);
static_assert(table[0].parameters == 2 * table[1].parameters);
static_assert(std::string_view(nn::leaf_table<net>[3].path) == "0.bidirectional.1.backward_gru.kernel");

}  // namespace
}  // namespace bidirectional_test
