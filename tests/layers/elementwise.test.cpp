// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/elementwise.hpp>

#include "laws/layer.hpp"

namespace {

// One's own activations, as elementwise.hpp shows them: by the input, and by both.
struct square : inlay::elementwise<square, inlay::keep::input> {
    static constexpr const char* name = "square";
    static constexpr void settings(auto&&) {}
    static constexpr auto value(auto x) { return x * x; }
    static constexpr auto slope(auto x) { return x + x; }
};

struct reciprocal : inlay::elementwise<reciprocal, inlay::keep::input_and_output> {
    static constexpr const char* name = "reciprocal";
    static constexpr void settings(auto&&) {}
    static constexpr auto value(auto x) { return 1 / (x * x + 1); }
    static constexpr auto slope(auto x, auto y) { return x * y * y * -2; }
};

}  // namespace

TEST_CASE("elementwise: laws of one's own layers") {
    laws::layer<square, inlay::shape<1>, inlay::shape<33>>();
    laws::constant<square, inlay::shape<5>>();
    laws::layer<reciprocal, inlay::shape<3>>();
}

TEST_CASE("elementwise: in place only where the input is not kept") {
    static_assert(!inlay::bind<square, inlay::shape<3>>::in_place);
    static_assert(inlay::bind<square, inlay::shape<3>>::flops == 3);
}
