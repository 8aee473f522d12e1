// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/rms_norm.hpp>

#include "golden/compare.hpp"
#include "golden/rms_norm.hpp"
#include "laws/layer.hpp"

namespace rms_norm_test {
namespace {

using In = inlay::shape<2, 17>;

TEST_CASE("rms_norm: laws") {
    laws::layer<inlay::rms_norm<>, In>();
    laws::constant<inlay::rms_norm<>, inlay::shape<2, 3>>();
}

TEST_CASE_TEMPLATE("golden: rms_norm", T, float, double) {
    namespace g = golden::rms_norm::keras;
    golden::expect_layer<T, inlay::rms_norm<>, In>({g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"scale", g::scale, g::dscale}}});
}

}  // namespace
}  // namespace rms_norm_test
