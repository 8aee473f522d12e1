// SPDX-License-Identifier: BSD-3-Clause
// simd::affine, which dense layers call: y = x w + bias, here with a bias of zeros, which its peers need not add.
#include <inlay/simd/matrix.hpp>
#include <memory>

#include "../contest.hpp"

namespace bench {

contestant our_product(const product&);

namespace {

template <std::size_t M, std::size_t N, std::size_t K>
bool is(const product& p, contestant& c) {
    if (p.m != M || p.n != N || p.k != K) return false;
    struct state {
        floats bias = floats(N), y = floats(M * N);
    };
    const auto t = std::make_shared<state>();
    c = {"inlay",
         repeat([t = t.get(), x = p.x.data(), w = p.w.data()] {
             inlay::simd::affine<K, N>(x, w, t->bias.data(), t->y.data(), M);
             use(t->y.data());
         }),
         [t] { return std::vector<float>(t->y.begin(), t->y.end()); },
         {}};
    return true;
}

}  // namespace

contestant our_product(const product& p) {
    contestant c;
    is<64, 128, 784>(p, c) || is<64, 10, 128>(p, c) || is<64, 256, 784>(p, c) || is<32, 32, 32>(p, c) || is<64, 64, 64>(p, c) ||
        is<128, 128, 128>(p, c) || is<256, 256, 256>(p, c);
    return c;
}

}  // namespace bench
