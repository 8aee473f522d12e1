// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/gru.hpp>

#include "golden/recurrent.hpp"
#include "golden/recurrent_states.hpp"
#include "laws/layer.hpp"
#include "layers/recurrent_numbers.hpp"
#include "layers/streaming.hpp"

namespace gru_test {
namespace {

using inlay::gru, inlay::returns, inlay::reset, inlay::return_state, inlay::go_backwards, inlay::shape, inlay::shapes, inlay::use_bias;
using in = shape<4, 3>;

// Options in any order; what they are is settled before anything is compiled for them.
static_assert(gru<4, returns::sequence, reset::before>::kind.output == gru<4, reset::before, returns::sequence>::kind.output);
static_assert(gru<4, use_bias::no, reset::before>::where == reset::before && !gru<4, use_bias::no, reset::before>::kind.has_bias);
static_assert(gru<4>::reversed::kind.backwards && !gru<4, go_backwards::yes>::reversed::kind.backwards);
static_assert(inlay::Layer<gru<5>, shapes<in, shape<5>>> && !inlay::Layer<gru<5>, shapes<in, shape<4>>> && !inlay::Layer<gru<5>, shape<3>>);

TEST_CASE("gru: laws") {
    laws::layer<gru<5, returns::sequence>, in>(2);
    laws::layer<gru<17, reset::before>, shape<3, 1>>(2);
    laws::constant<gru<5, returns::sequence>, in>();
    laws::constant<gru<3, reset::before>, shape<2, 1>>();
}

TEST_CASE("gru: time steps one by one") {
    streaming::expect_pieces_make_the_whole<gru<16, returns::sequence>, 6, 1, float>();
    streaming::expect_pieces_make_the_whole<gru<20, returns::sequence, reset::before>, 4, 1, float>();
    streaming::expect_pieces_make_the_whole<gru<5, returns::sequence>, 4, 3, double>();
}

TEST_CASE("gru: backwards, and without a bias") {
    streaming::expect_backwards<gru<5, returns::sequence>, in, double>();
    streaming::expect_zero_bias<gru<5, returns::sequence>, gru<5, use_bias::no, returns::sequence>, in, double>();
}

TEST_CASE_TEMPLATE("golden: gru", T, float, double) {
    namespace base = golden::recurrent_states::gru;
    using every_step = inlay::gru<5, returns::sequence>;
    using stateful = inlay::gru<5, return_state::yes, returns::sequence>;
    using with_state = shapes<in, shape<5>>;
    RECURRENT_CASE(gru, every_step, in)
    RECURRENT_CASE(gru_with_states, stateful, with_state)
    RECURRENT_CASE(gru_masked, every_step, in)
    RECURRENT_CASE(gru_masked_with_states, stateful, with_state)
    SUBCASE("the last step") {
        using namespace golden::recurrent::gru_5_of_3;
        recurrent_numbers::expect<T, inlay::gru<5>, in>({n, x, r, y, dx, {{"kernel", w, dw}, {"recurrent_kernel", u, du}, {"bias", b, db}}});
    }
    SUBCASE("reset before the product, the last step") {
        using namespace golden::recurrent::gru_before_17_of_1;
        recurrent_numbers::expect<T, inlay::gru<17, reset::before>, shape<3, 1>>(
            {n, x, r, y, dx, {{"kernel", w, dw}, {"recurrent_kernel", u, du}, {"bias", b, db}}});
    }
}

TEST_CASE("golden: gru in registers") {
    SUBCASE("16 units") {
        using namespace golden::recurrent::gru_16_of_1;
        recurrent_numbers::expect_inference<float, gru<16, returns::sequence>, shape<5, 1>>({n, x, {}, y, {}, {{"kernel", w, {}}, {"recurrent_kernel", u, {}}, {"bias", b, {}}}});
    }
    SUBCASE("reset before the product") {
        using namespace golden::recurrent::gru_before_5_of_3;
        recurrent_numbers::expect_inference<float, gru<5, returns::sequence, reset::before>, in>({n, x, {}, y, {}, {{"kernel", w, {}}, {"recurrent_kernel", u, {}}, {"bias", b, {}}}});
    }
}

TEST_CASE("golden: PyTorch's GRU: r, z, n to z, r, h; two biases are two rows") {
    using namespace golden::recurrent::gru_5_of_3;
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<3>(torch_w, 5, {1, 0, 2}), w);
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<3>(torch_u, 5, {1, 0, 2}), u);
    const std::span<const double> both(torch_b);
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<3>(both.first(15), 5, {1, 0, 2}), std::span<const double>(b).first(15));
    recurrent_numbers::expect_equal(recurrent_numbers::regrouped<3>(both.last(15), 5, {1, 0, 2}), std::span<const double>(b).last(15));
}

}  // namespace
}  // namespace gru_test
