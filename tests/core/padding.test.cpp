// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/core/padding.hpp>

namespace nn = inlay;

namespace padding_test {
namespace {

constexpr bool is(nn::windows w, std::size_t count, std::size_t before) { return w.count == count && w.before == before; }
constexpr auto valid = nn::padding::valid, same = nn::padding::same;

// Keras: Conv2D and MaxPooling2D of TensorFlow.
static_assert(is(nn::windows_of(28, 5, 1, valid), 24, 0));
static_assert(is(nn::windows_of(28, 2, 2, valid), 14, 0));
static_assert(is(nn::windows_of(7, 2, 2, valid), 3, 0));
static_assert(is(nn::windows_of(5, 5, 3, valid), 1, 0));
static_assert(nn::windows_of(4, 5, 1, valid).count == 0);
static_assert(is(nn::windows_of(28, 3, 1, same), 28, 1));
static_assert(is(nn::windows_of(28, 5, 1, same), 28, 2));
static_assert(is(nn::windows_of(28, 2, 1, same), 28, 0));  // one zero in all, and it is behind
static_assert(is(nn::windows_of(28, 3, 2, same), 14, 0));
static_assert(is(nn::windows_of(7, 3, 2, same), 4, 1));
static_assert(is(nn::windows_of(5, 1, 3, same), 2, 0));  // strides wider than the window leave pixels out
static_assert(is(nn::windows_of(7, 3, 1, nn::padding::causal), 7, 2));
static_assert(is(nn::windows_of(7, 3, 2, nn::padding::causal), 4, 2));
// PyTorch: Conv2d(padding=n)
static_assert(is(nn::windows_between(28, 3, 1, 1, 1), 28, 1));
static_assert(is(nn::windows_between(5, 3, 2, 2, 2), 4, 2));

TEST_CASE("padding: every window looks at the picture, and the zeros are as few as they can be") {
    for (std::size_t extent = 1; extent <= 20; ++extent) {
        for (std::size_t size = 1; size <= 7; ++size) {
            for (std::size_t stride = 1; stride <= 4; ++stride) {
                const nn::windows v = nn::windows_of(extent, size, stride, valid);
                std::size_t fitting = 0;
                for (std::size_t at = 0; at + size <= extent; at += stride) ++fitting;
                CHECK(v.count == fitting);
                CHECK(v.before == 0);

                const nn::windows s = nn::windows_of(extent, size, stride, same);
                CHECK(s.count == (extent + stride - 1) / stride);
                const std::size_t reach = (s.count - 1) * stride + size;
                const std::size_t zeros = reach > extent ? reach - extent : 0;
                CHECK(s.before == zeros / 2);
                CHECK(s.before < size);
                CHECK((s.count - 1) * stride < s.before + extent);
            }
        }
    }
    CHECK(nn::to_text(valid)[0] == 'v');
    CHECK(nn::to_text(same)[0] == 's');
    CHECK(nn::to_text(nn::padding::causal)[0] == 'c');
}

}  // namespace
}  // namespace padding_test
