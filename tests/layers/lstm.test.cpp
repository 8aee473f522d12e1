// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/lstm.hpp>

#include "golden/recurrent.hpp"
#include "golden/recurrent_states.hpp"
#include "laws/layer.hpp"
#include "layers/recurrent_numbers.hpp"
#include "layers/streaming.hpp"

namespace lstm_test {
namespace {

using inlay::lstm, inlay::returns, inlay::return_state, inlay::shape, inlay::shapes, inlay::unit_forget_bias, inlay::use_bias;
using in = shape<4, 3>;

static_assert(inlay::Layer<lstm<5>, shapes<in, shape<5>, shape<5>>> && !inlay::Layer<lstm<5>, shapes<in, shape<5>>>);
constexpr bool starts_with_ones(auto what) {
    bool ones = false;
    decltype(what)::leaves([&](const inlay::leaf& l, auto&) { ones = ones || l.init == inlay::initializer::forget_ones; }, what);
    return ones;
}
template <class L>
using parameters = inlay::bind<L, in>::template parameters<float>;
static_assert(starts_with_ones(parameters<lstm<5>>{}) && !starts_with_ones(parameters<lstm<5, unit_forget_bias::no, returns::sequence>>{}));

TEST_CASE("lstm: laws") {
    laws::layer<lstm<5, returns::sequence>, in>(2);
    laws::layer<lstm<20, returns::sequence>, shape<5, 1>>(2);
    laws::constant<lstm<5, returns::sequence>, in>();
}

TEST_CASE("lstm: time steps one by one") {
    streaming::expect_pieces_make_the_whole<lstm<20, returns::sequence>, 6, 1, float>();
    streaming::expect_pieces_make_the_whole<lstm<33, returns::sequence>, 4, 3, float>();
    streaming::expect_pieces_make_the_whole<lstm<5, returns::sequence>, 4, 3, double>();
}

TEST_CASE("lstm: backwards, and without a bias") {
    streaming::expect_backwards<lstm<5, returns::sequence>, in, double>();
    streaming::expect_zero_bias<lstm<5, returns::sequence>, lstm<5, use_bias::no, returns::sequence>, in, double>();
}

TEST_CASE_TEMPLATE("golden: lstm", T, float, double) {
    namespace base = golden::recurrent_states::lstm;
    using every_step = inlay::lstm<5, returns::sequence>;
    using stateful = inlay::lstm<5, return_state::yes, returns::sequence>;
    using with_states = shapes<in, shape<5>, shape<5>>;
    RECURRENT_CASE(lstm, every_step, in)
    RECURRENT_CASE(lstm_with_states, stateful, with_states)
    RECURRENT_CASE(lstm_masked, every_step, in)
    RECURRENT_CASE(lstm_masked_with_states, stateful, with_states)
    SUBCASE("20 units") {
        using namespace golden::recurrent::lstm_20_of_1;
        recurrent_numbers::expect<T, inlay::lstm<20, returns::sequence>, shape<5, 1>>(
            {n, x, r, y, dx, {{"kernel", w, dw}, {"recurrent_kernel", u, du}, {"bias", b, db}}});
    }
    SUBCASE("the last step") {
        using namespace golden::recurrent::lstm_5_of_3;
        recurrent_numbers::expect<T, inlay::lstm<5>, in>({n, x, r, y, dx, {{"kernel", w, dw}, {"recurrent_kernel", u, du}, {"bias", b, db}}});
    }
}

TEST_CASE("golden: PyTorch's LSTM: the same order; the biases are added up") {
    using namespace golden::recurrent::lstm_5_of_3;
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<4>(torch_w, 5, {0, 1, 2, 3}), w);
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<4>(torch_u, 5, {0, 1, 2, 3}), u);
    for (std::size_t i = 0; i < 20; ++i) CHECK(torch_b[i] + torch_b[20 + i] == b[i]);
}

}  // namespace
}  // namespace lstm_test
