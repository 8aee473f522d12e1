// SPDX-License-Identifier: BSD-3-Clause
#include "limits.hpp"

#include <unistd.h>

#include <algorithm>
#include <inlay/simd/pack.hpp>
#include <memory>

namespace bench {

namespace {

using inlay::simd::pack;
constexpr std::size_t lanes = inlay::simd::native_lanes<float>;
using vector = pack<float, lanes>;

constexpr std::size_t chains = 12;  // more than latency times ports, and with the factors within 16 registers
constexpr std::size_t turns = 1000;
constexpr std::size_t unrolled = 8;

// Each accumulator has a name of its own: GCC 12 keeps an array of them in memory.
[[gnu::noinline]] float multiply_add(std::size_t times, float factor, float summand) {
    const vector f(factor), s(summand);
    vector a(1), b(2), c(3), d(4), e(5), g(6), h(7), i(8), j(9), k(10), l(11), m(12);
    for (std::size_t n = times * turns; n > 0; --n) {
        a = fma(a, f, s), b = fma(b, f, s), c = fma(c, f, s), d = fma(d, f, s), e = fma(e, f, s), g = fma(g, f, s);
        h = fma(h, f, s), i = fma(i, f, s), j = fma(j, f, s), k = fma(k, f, s), l = fma(l, f, s), m = fma(m, f, s);
    }
    return reduce_add(a + b + c + d + e + g + h + i + j + k + l + m);
}

/// A load and nothing else: an addition would already lower the clock of a core with AVX-512.
[[gnu::always_inline]] inline void load(const float* from) {
    const vector v = vector::load(from);
#if defined(__x86_64__)
    asm volatile("" ::"v"(v.v));
#else
    use(&v);
#endif
}

[[gnu::noinline]] void read(const float* start, std::size_t rounds, std::size_t times) {
    for (; times > 0; --times) {
        const float* from = start;
        for (std::size_t n = rounds; n > 0; --n, from += unrolled * lanes) {
            load(from), load(from + lanes), load(from + 2 * lanes), load(from + 3 * lanes);
            load(from + 4 * lanes), load(from + 5 * lanes), load(from + 6 * lanes), load(from + 7 * lanes);
        }
    }
}

std::size_t cache(int name, std::size_t otherwise) {
    const long size = sysconf(name);
    return size > 0 ? static_cast<std::size_t>(size) : otherwise;
}
std::size_t l1() { return cache(_SC_LEVEL1_DCACHE_SIZE, 32 << 10); }
std::size_t l2() { return cache(_SC_LEVEL2_CACHE_SIZE, 1 << 20); }
std::size_t l3() { return cache(_SC_LEVEL3_CACHE_SIZE, 32 << 20); }

}  // namespace

contestant fma_limit() {
    return {"FMA",
            [](std::size_t times) {
                const volatile float factor = 0.5f, summand = 0.25f;
                const volatile float result = multiply_add(times, factor, summand);
                static_cast<void>(result);
            },
            {},
            {}};
}
double fma_limit_flops() { return 2.0 * static_cast<double>(turns * chains * lanes); }

contestant stream_limit(std::size_t bytes) {
    const std::size_t rounds = bytes / (unrolled * lanes * sizeof(float));
    const auto data = std::make_shared<floats>(rounds * unrolled * lanes, 1.0f);
    return {"stream", [=](std::size_t times) { read(data->data(), rounds, times); }, {}, {}};
}

const level& level_of(std::size_t bytes) { return levels()[bytes <= l1() ? 0 : bytes <= l2() ? 1 : bytes <= l3() ? 2 : 3]; }

const level (&levels())[4] {
    const auto whole = [](std::size_t bytes) { return bytes / 4096 * 4096; };
    static const level all[4] = {{"L1", whole(l1() / 2)},
                                 {"L2", whole(l2() * 2 / 5)},
                                 {"L3", whole(std::max(l3() / 4, 2 * l2()))},
                                 {"DRAM", std::max<std::size_t>(8 * l3(), 256 << 20)}};
    return all;
}

}  // namespace bench
