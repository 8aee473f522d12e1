// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/layers/embedding.hpp>

#include "golden/attention.hpp"
#include "golden/compare.hpp"
#include "laws/layer.hpp"

namespace embedding_test {
namespace {

namespace nn = inlay;
using layer = nn::embedding<7, 5>;
using sequence = nn::shape<9>;

// Values between whole numbers, some below 0 and some beyond the table: differences see the slope 0 that tokens have.
TEST_CASE("embedding: laws") {
    laws::layer<layer, sequence>(8.5);
    laws::constant<nn::embedding<3, 5>, nn::shape<4>>();
    static_assert(nn::bind<layer, sequence>::streams);
    static_assert(std::is_same_v<nn::bind<layer, nn::shape<9, 1>>::output, nn::shape<9, 5>>);
}

template <class T>
void expect_rows() {
    using bound = nn::bind<layer, sequence>;
    bound::parameters<T> p{}, dp{};
    for (std::size_t i = 0; i < p.embeddings.size(); ++i) p.embeddings[i] = static_cast<T>(i) + 1;
    const laws::array<T> x(std::vector<T>{0, 6, 3, 7, -1, laws::nan<T>, 1e9, 3, T(2.75)});
    laws::array<T> y(45, laws::nan<T>), dx(9, laws::nan<T>), dy(45, T(0));
    const nn::view<const T, sequence> tokens(x.data(), 1);
    bound::forward(p, tokens, nn::view<T, bound::output>(y.data(), 1), nn::inference_pass<T>{});
    const int row[] = {0, 6, 3, -1, -1, -1, -1, 3, 2};
    for (std::size_t t = 0; t < 9; ++t) {
        for (std::size_t d = 0; d < 5; ++d) {
            CHECK(y[t * 5 + d] == (row[t] < 0 ? T(0) : static_cast<T>(row[t]) * 5 + static_cast<T>(d) + 1));
            dy[t * 5 + d] = static_cast<T>(1 << t);
        }
    }
    bound::backward(p, nn::view<const T, bound::output>(dy.data(), 1), nn::view<T, sequence>(dx.data(), 1), dp,
                    laws::backward_pass<bound::keeps>(nn::region<T>{}, nn::region<T>{}, tokens, nn::view<const T, bound::output>(y.data(), 1)));
    const T sums[] = {1, 0, 256, 4 + 128, 0, 0, 2};  // per token, of 2^t
    for (std::size_t i = 0; i < dp.embeddings.size(); ++i) CHECK(dp.embeddings[i] == sums[i / 5]);
    for (const T d : dx) CHECK(d == 0);
}

TEST_CASE("embedding: a token that is none gives zeros, and no gradient") {
    expect_rows<float>();
    expect_rows<double>();
}

template <class T>
void expect_reference() {
    namespace g = golden::attention::embedding;
    golden::expect_layer<T, layer, sequence>({g::n, g::x, g::r, g::y, g::dx, {}, {}, {}, {}, {{"embeddings", g::table, g::dtable}}});
}

TEST_CASE("embedding: PyTorch") {
    expect_reference<float>();
    expect_reference<double>();
}

}  // namespace
}  // namespace embedding_test
