// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/simple_rnn.hpp>

#include "golden/recurrent_states.hpp"
#include "laws/layer.hpp"
#include "layers/recurrent_numbers.hpp"
#include "layers/streaming.hpp"

namespace simple_rnn_test {
namespace {

using inlay::returns, inlay::return_state, inlay::shape, inlay::shapes, inlay::simple_rnn, inlay::use_bias;
using in = shape<4, 3>;
using every_step = simple_rnn<5, returns::sequence>;

TEST_CASE("simple_rnn: laws") {
    laws::layer<every_step, in>(2);
    laws::constant<every_step, in>();
}

TEST_CASE("simple_rnn: time steps one by one") {
    streaming::expect_pieces_make_the_whole<every_step, 4, 3, double>();
    streaming::expect_pieces_make_the_whole<simple_rnn<33, returns::sequence>, 4, 3, float>();
}

TEST_CASE("simple_rnn: backwards, and without a bias") {
    streaming::expect_backwards<every_step, in, double>();
    streaming::expect_zero_bias<every_step, simple_rnn<5, use_bias::no, returns::sequence>, in, double>();
}

TEST_CASE_TEMPLATE("golden: simple_rnn", T, float, double) {
    namespace base = golden::recurrent_states::simple_rnn;
    using stateful = inlay::simple_rnn<5, return_state::yes, returns::sequence>;
    using with_state = shapes<in, shape<5>>;
    RECURRENT_CASE(simple_rnn, every_step, in)
    RECURRENT_CASE(simple_rnn_with_states, stateful, with_state)
    RECURRENT_CASE(simple_rnn_masked, every_step, in)
    RECURRENT_CASE(simple_rnn_masked_with_states, stateful, with_state)
}

TEST_CASE("golden: PyTorch's two biases of RNN are added up") {
    using namespace golden::recurrent_states::simple_rnn;
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<1>(torch_w, 5, {0}), w);
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<1>(torch_u, 5, {0}), u);
    for (std::size_t i = 0; i < 5; ++i) CHECK(torch_b[i] + torch_b[5 + i] == b[i]);
}

}  // namespace
}  // namespace simple_rnn_test
