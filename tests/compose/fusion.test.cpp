// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/leaky_relu.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/tanh.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "laws/layer.hpp"

namespace nn = inlay;

namespace fusion_test {
namespace {

using pool = nn::max_pool2d<2>;
struct few_filters : nn::sequential<nn::conv2d<6, 3>, nn::relu, pool> {};
struct pooled_first : nn::sequential<nn::conv2d<3, 2>, pool, nn::relu> {};
struct rows_left_over : nn::sequential<nn::conv2d<5, nn::by{2, 3}, 1, nn::padding::same>, nn::leaky_relu<>, nn::max_pool2d<2, 3>> {};
struct many_filters : nn::sequential<nn::conv2d<18, 3>, nn::tanh, nn::max_pool2d<nn::by{3, 2}>> {};
struct no_pool : nn::sequential<nn::conv2d<7, 3, 2>, nn::relu> {};
struct slope_of_the_input : nn::sequential<nn::conv2d<4, 2>, nn::gelu, pool> {};
struct overlapping : nn::sequential<nn::conv2d<4, 2>, nn::relu, nn::max_pool2d<3, 1>> {};
struct left_out : nn::sequential<nn::conv2d<4, 2>, nn::dropout<0.0>, nn::relu, nn::dropout<0.0>, pool> {};
struct stack : nn::sequential<nn::conv2d<6, 3>, nn::relu, pool, nn::conv2d<17, 2>, nn::relu, pool, nn::flatten, nn::dense<5>, nn::relu, nn::dense<3>> {};

/// How many steps a network has, in inference and in training.
template <class L, class In>
constexpr std::pair<std::size_t, std::size_t> steps{nn::bind<L, In>::inference::count, nn::bind<L, In>::training::count};

static_assert(steps<few_filters, nn::shape<8, 8, 1>> == std::pair{std::size_t{1}, std::size_t{1}});
static_assert(steps<pooled_first, nn::shape<8, 8, 1>> == std::pair{std::size_t{1}, std::size_t{1}});
static_assert(steps<slope_of_the_input, nn::shape<8, 8, 1>> == std::pair{std::size_t{1}, std::size_t{3}});
static_assert(steps<overlapping, nn::shape<8, 8, 1>> == std::pair{std::size_t{2}, std::size_t{2}});
static_assert(steps<left_out, nn::shape<9, 9, 1>> == std::pair{std::size_t{1}, std::size_t{5}});

using T = float;

/// The layers of a network, each by itself.
template <class L, class In>
std::vector<laws::subject<T>> layers_of() {
    using layers = typename L::layers;
    std::vector<laws::subject<T>> all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (all.push_back(laws::make_subject<T, nn::detail::nth_layer<layers, I>, typename nn::detail::link<layers, In, I>::type::input, laws::ways::training>()), ...);
    }(std::make_index_sequence<layers::count>{});
    return all;
}

/// Layer after layer: what the network must give, and the gradients of sum(y * r).
laws::outcome<T> separately(const std::vector<laws::subject<T>>& layers, const laws::subject<T>& whole, const laws::array<T>& x, const laws::array<T>& r,
                            std::size_t n) {
    std::vector<laws::array<T>> values;
    values.emplace_back(x.copy());
    std::size_t leaf = 0;
    for (const auto& s : layers) {
        for (const auto& l : s.leaves) std::copy_n(whole.leaves[leaf++].values, l.size, l.values);
        laws::array<T> y(n * s.out);
        const laws::working_memory<T> scratch(s.training_scratch, n), cache(s.cache, n);
        nn::random generator(nn::seed{7});
        s.train(s.p.get(), values.back().data(), y.data(), n, {scratch.region(), cache.region(), &generator});
        values.push_back(std::move(y));
    }
    laws::outcome<T> all{laws::array<T>(values.back().copy()), laws::array<T>(r.copy()), {}, 0};
    for (std::size_t i = layers.size(); i-- > 0;) {
        laws::outcome<T> here = laws::run(layers[i], values[i], all.dx, n, laws::how::together);
        all.dx = std::move(here.dx);
        all.dp.insert(all.dp.begin(), here.dp.begin(), here.dp.end());
    }
    return all;
}

void check_subject(const laws::subject<T>& s, const std::vector<laws::subject<T>>& layers) {
    std::uint64_t seed = 2;
    for (const auto& leaf : s.leaves) {
        const auto v = laws::scattered(leaf.size, ++seed, 1);
        std::copy(v.begin(), v.end(), leaf.values);
    }
    for (const std::size_t n : {std::size_t{1}, std::size_t{3}}) {
        const laws::array<T> x(laws::scattered(n * s.in, 1, 2)), r(laws::scattered(n * s.out, 2, 1));
        const auto one = laws::check_passes(s, x, r, n, 2e-6);
        laws::expect_same("fused and separate", one, separately(layers, s, x, r, n), 2e-6);
    }
}
template <class L, class In>
void check() {
    check_subject(laws::make_subject<T, L, In>(), layers_of<L, In>());
}

TEST_CASE("fusion: a network of fused steps gives what its layers give one by one") {
    check<few_filters, nn::shape<7, 9, 2>>();  // a row and a column that no window reaches
    check<pooled_first, nn::shape<5, 7, 3>>();
    check<rows_left_over, nn::shape<8, 9, 2>>();
    check<many_filters, nn::shape<9, 8, 2>>();
    check<no_pool, nn::shape<9, 8, 3>>();
    check<slope_of_the_input, nn::shape<6, 7, 1>>();  // these three share what is compiled of their convolution
    check<overlapping, nn::shape<6, 7, 1>>();
    check<left_out, nn::shape<6, 7, 1>>();
    check<stack, nn::shape<12, 11, 1>>();
}

}  // namespace
}  // namespace fusion_test
