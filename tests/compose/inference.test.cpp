// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/training.hpp>
#include <inlay/compose/add.hpp>
#include <inlay/compose/residual.hpp>
#include <inlay/layers/skip.hpp>

#include "laws/values.hpp"

namespace inference_test {
namespace {
namespace nn = inlay;

struct block : nn::sequential<nn::dense<6>, nn::dropout<0.5>, nn::relu> {};
struct net : nn::sequential<nn::input<6>, nn::dropout<0.1>, block, nn::residual<nn::dense<6>, nn::dropout<0.3>, nn::tanh>,
                            nn::add<nn::sequential<nn::dropout<0.2>, nn::dense<6>>, nn::skip>, nn::dropout<0.5>, nn::again<1>, nn::dense<3>> {};

TEST_CASE("inference_t leaves out what only training does, everywhere, and computes the same") {
    using lean = nn::inference_t<net>;
    static_assert(lean::layers::count == 5);
    static_assert(nn::cost<lean>.parameters == nn::cost<net>.parameters && nn::cost<lean>.flops == nn::cost<net>.flops);
    const nn::model<net> whole(nn::seed{3});
    const nn::model<lean> part = nn::inference_model(whole);
    const auto x = laws::scattered(6, 1);
    nn::input_tensor<net> in{};
    for (std::size_t i = 0; i < 6; ++i) in[i] = static_cast<float>(x[i]);
    CHECK(whole(in) == part(in));
}

}  // namespace
}  // namespace inference_test
