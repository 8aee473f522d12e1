// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <utility>

namespace nn = inlay;

namespace tensor_test {
namespace {

using picture = nn::shape<28, 27, 3>;
static_assert(picture::rank == 3 && picture::size == 28 * 27 * 3 && picture::dims[1] == 27);
static_assert(nn::Shape<picture> && nn::Image<picture> && !nn::Vector<picture>);
static_assert(nn::Vector<nn::shape<7>> && !nn::Image<nn::shape<7>>);
static_assert(!nn::Shape<nn::shape<4, 0, 2>> && !nn::Shape<int> && !nn::Shape<nn::shape<0>>);
static_assert(nn::shape<>::size == 1 && nn::shape<>::rank == 0);

static_assert(nn::by(3) == nn::by(3, 3) && !(nn::by(3, 2) == nn::by(2, 3)));
static_assert(double{nn::real(0.2)} == 0.2 && double{nn::real(-1e300)} == -1e300);
template <nn::real>
struct with_real {};
static_assert(std::is_same_v<with_real<0.5>, with_real<0.25 + 0.25>> && !std::is_same_v<with_real<0.1>, with_real<0.2>>);

// Row-major, computed by the compiler.
constexpr bool last_index_runs_fastest() {
    nn::tensor<int, nn::shape<2, 3, 4>> t{};
    int next = 0;
    for (int& v : t) v = next++;
    next = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            for (std::size_t k = 0; k < 4; ++k) {
                if (std::as_const(t)(i, j, k) != next++) return false;
            }
        }
    }
    t(1, 2, 3) = -5;
    return t[23] == -5 && t.end() - t.begin() == 24 && t.size() == 24;
}
static_assert(last_index_runs_fastest());

constexpr nn::tensor<float, nn::shape<2, 3>> numbers{{1, 2, 3, 4, 5, 6}};
static_assert(numbers(0, 2) == 3 && numbers(1, 0) == 4);
static_assert(numbers == nn::tensor<float, nn::shape<2, 3>>{{1, 2, 3, 4, 5, 6}});
static_assert(!(numbers == nn::tensor<float, nn::shape<2, 3>>{{1, 2, 3, 4, 5, 7}}));
static_assert(std::is_aggregate_v<decltype(numbers)> && std::is_trivially_copyable_v<decltype(numbers)>);
// Nothing but the values: tensors of parameters go into flash and files.
static_assert(sizeof(nn::tensor<float, nn::shape<3>>) == 3 * sizeof(float));
static_assert(sizeof(nn::tensor<double, nn::shape<1>>) == sizeof(double));

static_assert(nn::argmax(nn::tensor<int, nn::shape<4>>{{2, 7, 7, 1}}) == 1);
static_assert(nn::argmax(nn::tensor<float, nn::shape<3>>{{-3, -2, -4}}) == 1);

template <std::size_t Size>
void check_alignment() {
    const nn::tensor<float, nn::shape<Size>> t{};
    const auto at = reinterpret_cast<std::uintptr_t>(t.data());
    const std::size_t wanted = INLAY_VECTOR_BYTES > 0 && Size * sizeof(float) >= INLAY_VECTOR_BYTES ? INLAY_VECTOR_BYTES : sizeof(float);
    CHECK(at % wanted == 0);
}

TEST_CASE("tensor: aligned to the vector registers where it fills one") {
    check_alignment<1>();
    check_alignment<3>();
    check_alignment<16>();
    check_alignment<33>();
    check_alignment<64>();
}

TEST_CASE("view: samples of a static shape, their number static or not") {
    float values[24] = {};
    for (int i = 0; i < 24; ++i) values[i] = static_cast<float>(i);
    const nn::view<float, nn::shape<2, 3>> some(values, 4);
    CHECK(some.samples() == 4);
    CHECK(some.size() == 24);
    CHECK(*some.sample(3) == 18);
    const nn::view<const float, nn::shape<2, 3>, 2> two(values);
    static_assert(decltype(two)::samples() == 2 && decltype(two)::size() == 12);
    static_assert(std::is_same_v<decltype(two)::value_type, float> && std::is_same_v<decltype(two)::element_type, const float>);
    CHECK(*two.sample(1) == 6);

    const auto like_some = nn::view_like<nn::shape<6>, const float>(values, some);
    static_assert(decltype(like_some)::extent == nn::dynamic);
    CHECK(like_some.samples() == 4);
    const auto like_two = nn::view_like<nn::shape<1>, float>(values, two);
    static_assert(decltype(like_two)::extent == 2);
    CHECK(like_two.data() == values);

    static_assert(nn::wanted<decltype(some)> && !nn::wanted<nn::discard> && !nn::wanted<const nn::discard&>);
}

}  // namespace
}  // namespace tensor_test
