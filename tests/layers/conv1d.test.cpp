// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <inlay/layers/conv1d.hpp>
#include <inlay/layers/depthwise_conv1d.hpp>
#include <type_traits>
#include <vector>

#include "golden/compare.hpp"
#include "golden/convolutions.hpp"
#include "golden/depthwise.hpp"
#include "layers/folding.hpp"
#include "laws/layer.hpp"

namespace conv1d_test {
namespace {

namespace nn = inlay;
using nn::conv1d, nn::depthwise_conv1d, nn::shape;

using causal = conv1d<5, 3, nn::padding::causal, nn::dilation{2}>;
using grouped = conv1d<6, 4, nn::groups{2}, nn::strides{3}, nn::use_bias::no, nn::padding::same>;
using depthwise = depthwise_conv1d<3, nn::padding::causal, nn::dilation{2}>;

TEST_CASE("conv1d: laws") {
    laws::layer<causal, shape<7, 3>>();
    laws::constant<conv1d<2, 2, nn::padding::causal>, shape<4, 3>>();
}
TEST_CASE("depthwise_conv1d: laws") { laws::layer<depthwise, shape<9, 5>>(); }

TEST_CASE_TEMPLATE("conv1d: golden", T, float, double) {
    {
        using namespace golden::convolutions::time_causal;
        golden::expect_layer<T, causal, shape<7, 3>>({n, x, r, y, dx, w, b, dw, db});
    }
    {
        using namespace golden::convolutions::time_same;
        golden::expect_layer<T, grouped, shape<8, 4>>({n, x, r, y, dx, w, {}, dw, {}});
    }
    {
        using namespace golden::depthwise::depthwise_causal;
        golden::expect_layer<T, depthwise, shape<9, 5>>({n, x, r, y, dx, w, b, dw, db});
    }
}

TEST_CASE("conv1d: outputs are scaled by its kernel") {
    folding::expect_scaled_outputs<causal, shape<7, 3>>();
    folding::expect_scaled_outputs<depthwise, shape<9, 5>>();
}

/// All steps at once, and in pieces with a state: the same bits.
template <class L, std::size_t Steps, std::size_t Features, class T>
void expect_pieces_make_the_whole() {
    using whole = nn::bind<L, shape<Steps, Features>>;
    using P = typename whole::template parameters<T>;
    constexpr std::size_t units = whole::output::dims[1];
    static_assert(whole::streams && whole::state > 0);
    P p{};
    std::vector<laws::leaf_values<T>> leaves;
    P::leaves(laws::leaf_collector<T>{leaves}, p);
    for (std::size_t k = 0; k < leaves.size(); ++k) {
        const std::vector<double> values = laws::scattered(leaves[k].size, 3 + k, 1);
        for (std::size_t i = 0; i < values.size(); ++i) leaves[k].values[i] = static_cast<T>(values[i]);
    }
    const laws::array<T> x(laws::scattered(Steps * Features, 1, 2)), expected(Steps * units, laws::nan<T>), room(whole::inference_scratch.per_call, laws::nan<T>);
    whole::forward(p, nn::view<const T, shape<Steps, Features>>(x.data(), 1), nn::view<T, typename whole::output>(expected.data(), 1),
                   nn::inference_pass<T>{{nullptr, room.data()}});
    const auto in_pieces = [&]<std::size_t Piece>() {
        using part = nn::bind<L, shape<Piece, Features>>;
        static_assert(Steps % Piece == 0 && std::is_same_v<P, typename part::template parameters<T>> && part::state == whole::state);
        const laws::array<T> y(Steps * units, laws::nan<T>), state(part::state, T(0)), scratch(part::inference_scratch.per_call, laws::nan<T>);
        for (std::size_t t = 0; t < Steps; t += Piece) {
            part::forward(p, nn::view<const T, shape<Piece, Features>, 1>(x.data() + t * Features), nn::view<T, typename part::output, 1>(y.data() + t * units),
                          nn::streaming_pass<T>{{nullptr, scratch.data()}, state.data()});
        }
        laws::expect_close("in pieces", y.copy(), expected.copy(), 1e-30);
    };
    in_pieces.template operator()<1>();
    in_pieces.template operator()<3>();
}

TEST_CASE("conv1d: causal ones stream") {
    static_assert(!nn::bind<conv1d<5, 3>, shape<7, 3>>::streams && !nn::bind<conv1d<5, 3, nn::padding::causal, nn::strides{2}>, shape<7, 3>>::streams);
    static_assert(nn::bind<conv1d<5, 1>, shape<7, 3>>::streams && nn::bind<conv1d<5, 1>, shape<7, 3>>::state == 0);
    static_assert(nn::bind<causal, shape<7, 3>>::state == 4 * 3);
    expect_pieces_make_the_whole<causal, 9, 3, float>();
    expect_pieces_make_the_whole<conv1d<17, 2, nn::padding::causal>, 6, 2, double>();
    expect_pieces_make_the_whole<depthwise, 9, 5, float>();
}

}  // namespace
}  // namespace conv1d_test
