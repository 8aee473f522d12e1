// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <inlay/core/loss.hpp>
#include <inlay/losses/huber.hpp>
#include <inlay/losses/joint_loss.hpp>
#include <inlay/losses/mean_squared_error.hpp>
#include <type_traits>

namespace joint_loss_test {
namespace {
namespace nn = inlay;
using out = nn::shapes<nn::shape<2>, nn::shape<3>>;

constexpr nn::joint_loss<nn::mean_squared_error, nn::huber> weighted() {
    nn::joint_loss loss{nn::mean_squared_error{}, nn::huber{}};
    loss.weights = {2, 0.25};
    return loss;
}

static_assert(nn::Loss<decltype(weighted()), out, double>);

TEST_CASE("joint_loss: the weighted sum of its parts, of two samples whose first parts come first") {
    const std::array<float, 10> p{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, t{2, 2, 3, 5, 5, 6, 7, 8, 9, 12};
    std::array<float, 10> d{};
    const nn::view<const float, out> prediction(p.data(), 2), target(t.data(), 2);
    const float value = weighted()(prediction, target, nn::view<float, out>(d.data(), 2));
    CHECK(value == doctest::Approx(2 * (1 + 1) / 4.0 + 0.25 * 1.5 / 6));
    CHECK(value == doctest::Approx(weighted()(prediction, target, nn::discard{})));
    CHECK(d[0] == doctest::Approx(2 * 2 * -1 / 4.0));
    CHECK(d[9] == doctest::Approx(0.25 * -1 / 6));
    static_assert(std::is_same_v<decltype(weighted())::target_shape<out>, out>);
}

}  // namespace
}  // namespace joint_loss_test
