// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/simd/transpose.hpp>

namespace transpose_test {
namespace {

namespace simd = inlay::simd;

TEST_CASE_TEMPLATE("transpose_4x4", T, float, double) {
    T from[4 * 7], to[4 * 5];
    for (int i = 0; i < 28; ++i) from[i] = static_cast<T>(i);
    simd::transpose_4x4(from + 1, 7, to, 5);
    for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) CHECK(to[j * 5 + i] == from[1 + i * 7 + j]);
    }
}

TEST_CASE_TEMPLATE("transpose_panel: the last pack starts where it is told, and rows beside multiples of four", T, float, double) {
    constexpr std::size_t lanes = 4, packs = 2, last = 3, depth = 7, stride = 9, width = packs * lanes;
    T w[(last + lanes) * stride], panel[depth * width + 1];
    for (std::size_t i = 0; i < (last + lanes) * stride; ++i) w[i] = static_cast<T>(i);
    panel[depth * width] = -1;
    simd::transpose_panel<lanes, packs>(w, stride, last, depth, panel);
    for (std::size_t k = 0; k < depth; ++k) {
        for (std::size_t i = 0; i < lanes; ++i) {
            CHECK(panel[k * width + i] == w[i * stride + k]);
            CHECK(panel[k * width + lanes + i] == w[(last + i) * stride + k]);
        }
    }
    CHECK(panel[depth * width] == -1);
}

}  // namespace
}  // namespace transpose_test
