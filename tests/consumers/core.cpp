// SPDX-License-Identifier: BSD-3-Clause
// A user's program with the part that has no dependencies.
#include <cstdio>
#include <inlay/embedded.hpp>
namespace nn = inlay;

struct net : nn::sequential<nn::input<4>, nn::dense<8>, nn::relu, nn::dense<3>> {};
static_assert(nn::cost<net>.parameters == 4 * 8 + 8 + 8 * 3 + 3);

constexpr nn::parameters<net> trained = [] {
    nn::parameters<net> p{};
    nn::initialize<net>(p, nn::seed{7});
    return p;
}();
constexpr nn::input_tensor<net> sample{{0.5f, -1.f, 0.25f, 2.f}};
constexpr auto expected = nn::infer<net>(trained, sample);

int main() {
    const auto y = nn::infer<net>(trained, sample);
    for (std::size_t i = 0; i < 3; ++i) {
        const float difference = y.data()[i] - expected.data()[i];
        if (!(difference < 1e-6f && difference > -1e-6f)) {
            return 1;
        }
    }
    std::puts("the same prediction at compile time and at run time");
}
