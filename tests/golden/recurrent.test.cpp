// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <inlay/layers/gru.hpp>
#include <inlay/layers/lstm.hpp>
#include <memory>
#include <span>
#include <vector>

#include "golden/compare.hpp"
#include "golden/recurrent.hpp"

namespace recurrent_test {
namespace {

struct numbers {
    std::size_t n;
    std::span<const double> x, r, y, dx, w, u, b, dw, du, db;
};

/// Training forward and backward on all samples, and inference.
template <class T, class L, class In>
void expect(const numbers& reference) {
    using bound = inlay::bind<L, In>;
    using Out = typename bound::output;
    using P = typename bound::template parameters<T>;
    const std::size_t n = reference.n;
    const auto p = std::make_unique<P>(), dp = std::make_unique<P>();
    golden::set_leaf(*p, "kernel", reference.w);
    golden::set_leaf(*p, "recurrent_kernel", reference.u);
    golden::set_leaf(*p, "bias", reference.b);
    golden::buffer<T> x(reference.x), dy(reference.r), y(reference.y.size()), dx(reference.x.size()), inferred(reference.y.size());
    const inlay::view<const T, In> in(x.data(), n);
    bound::forward(*p, in, inlay::view<T, Out>(inferred.data(), n), inlay::inference_pass<T>{});
    golden::expect_close<T>("y in inference", inferred.span(), reference.y);

    golden::working_memory<T> cache(bound::cache, n), scratch(bound::training_scratch, n), other(bound::training_scratch, n);
    bound::forward(*p, in, inlay::view<T, Out>(y.data(), n), inlay::training_pass<T>{scratch.region(), cache.region(), nullptr});
    golden::expect_close<T>("y", y.span(), reference.y);
    bound::backward(*p, inlay::view<const T, Out>(dy.data(), n), inlay::view<T, In>(dx.data(), n), *dp,
                    inlay::backward_pass<T, inlay::view<const T, In>, inlay::absent>{other.region(), cache.region(), in, {}});
    golden::expect_close<T>("dx", dx.span(), reference.dx);
    golden::expect_leaf(*dp, "kernel", reference.dw);
    golden::expect_leaf(*dp, "recurrent_kernel", reference.du);
    golden::expect_leaf(*dp, "bias", reference.db);
}

/// PyTorch's [gates * units][in] as Keras' [in][gates * units]; order[k] is the place of Keras' gate k among PyTorch's.
template <std::size_t Gates>
std::vector<double> regrouped(std::span<const double> weight, std::size_t units, std::array<std::size_t, Gates> order) {
    const std::size_t in = weight.size() / (Gates * units);
    std::vector<double> made(weight.size());
    for (std::size_t g = 0; g < Gates; ++g) {
        for (std::size_t u = 0; u < units; ++u) {
            for (std::size_t i = 0; i < in; ++i) made[i * Gates * units + g * units + u] = weight[(order[g] * units + u) * in + i];
        }
    }
    return made;
}

void expect_equal(std::span<const double> a, std::span<const double> b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == b[i]);
}

}  // namespace

TEST_CASE_TEMPLATE("golden: gru", T, float, double) {
    using inlay::gru, inlay::returns, inlay::reset, inlay::shape;
    SUBCASE("16 units, every step") {
        using namespace golden::recurrent::gru_16_of_1;
        expect<T, gru<16, returns::sequence>, shape<5, 1>>({n, x, r, y, dx, w, u, b, dw, du, db});
    }
    SUBCASE("5 units, the last step") {
        using namespace golden::recurrent::gru_5_of_3;
        expect<T, gru<5>, shape<4, 3>>({n, x, r, y, dx, w, u, b, dw, du, db});
    }
    SUBCASE("reset before the product, every step") {
        using namespace golden::recurrent::gru_before_5_of_3;
        expect<T, gru<5, returns::sequence, reset::before>, shape<4, 3>>({n, x, r, y, dx, w, u, b, dw, du, db});
    }
    SUBCASE("reset before the product, the last step") {
        using namespace golden::recurrent::gru_before_17_of_1;
        expect<T, gru<17, returns::last, reset::before>, shape<3, 1>>({n, x, r, y, dx, w, u, b, dw, du, db});
    }
}

TEST_CASE_TEMPLATE("golden: lstm", T, float, double) {
    using inlay::lstm, inlay::returns, inlay::shape;
    SUBCASE("20 units, every step") {
        using namespace golden::recurrent::lstm_20_of_1;
        expect<T, lstm<20, returns::sequence>, shape<5, 1>>({n, x, r, y, dx, w, u, b, dw, du, db});
    }
    SUBCASE("5 units, the last step") {
        using namespace golden::recurrent::lstm_5_of_3;
        expect<T, lstm<5>, shape<4, 3>>({n, x, r, y, dx, w, u, b, dw, du, db});
    }
}

TEST_CASE("golden: PyTorch's recurrent weights in Keras' order") {
    SUBCASE("GRU: r, z, n to z, r, h; two biases are two rows") {
        using namespace golden::recurrent::gru_5_of_3;
        expect_equal(regrouped<3>(torch_w, 5, {1, 0, 2}), w);
        expect_equal(regrouped<3>(torch_u, 5, {1, 0, 2}), u);
        const std::span<const double> both(torch_b);
        expect_equal(regrouped<3>(both.first(15), 5, {1, 0, 2}), std::span<const double>(b).first(15));
        expect_equal(regrouped<3>(both.last(15), 5, {1, 0, 2}), std::span<const double>(b).last(15));
    }
    SUBCASE("LSTM: the same order; the biases are added up") {
        using namespace golden::recurrent::lstm_5_of_3;
        expect_equal(regrouped<4>(torch_w, 5, {0, 1, 2, 3}), w);
        expect_equal(regrouped<4>(torch_u, 5, {0, 1, 2, 3}), u);
        for (std::size_t i = 0; i < 20; ++i) CHECK(torch_b[i] + torch_b[20 + i] == b[i]);
    }
}

}  // namespace recurrent_test
