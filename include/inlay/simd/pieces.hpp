// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <utility>

/// What is no whole number of packs ends with a piece of one, read and written in halves of a pack, quarters and so on, as for_packs covers
/// it: each value once. A load that lies within one store need not wait until that has reached the cache, one that covers two has to.
namespace inlay::inline INLAY_ABI::simd {

/// Two packs as one.
template <class T, std::size_t N>
INLAY_INLINE pack<T, 2 * N> join(pack<T, N> low, pack<T, N> high) {
    if constexpr (N == 1) {
        return typename pack<T, 2>::batch{low.v, high.v};
    } else {
        return [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            return pack<T, 2 * N>(__builtin_shufflevector(low.v, high.v, i...));
        }(std::make_index_sequence<2 * N>{});
    }
}

/// The first `Count` values of p.
template <std::size_t Count, class T, std::size_t N>
INLAY_INLINE void store_first(pack<T, N> p, T* to) {
    if constexpr (Count == N) {
        p.store(to);
    } else if constexpr (has_lanes<T, N / 2>) {
        const auto [low, high] = split(p);
        store_first<(Count < N / 2 ? Count : N / 2)>(low, to);
        if constexpr (Count > N / 2) store_first<Count - N / 2>(high, to + N / 2);
    } else {
        INLAY_UNROLL for (std::size_t i = 0; i < Count; ++i) to[i] = p.v[i];
    }
}
/// `Count` values, and `fill` in the lanes behind them.
template <std::size_t N, std::size_t Count, class T>
INLAY_INLINE pack<T, N> load_first(const T* from, T fill) {
    if constexpr (Count == N) {
        return pack<T, N>::load(from);
    } else if constexpr (has_lanes<T, N / 2>) {
        if constexpr (Count <= N / 2) return join(load_first<N / 2, Count>(from, fill), pack<T, N / 2>(fill));
        else return join(pack<T, N / 2>::load(from), load_first<N / 2, Count - N / 2>(from + N / 2, fill));
    } else {
        pack<T, N> p(fill);
        INLAY_UNROLL for (std::size_t i = 0; i < Count; ++i) p.v[i] = from[i];
        return p;
    }
}
/// y[Width] = row, whose last pack may overlap the one before it: every value is stored once.
template <std::size_t Width, class T, std::size_t N>
INLAY_INLINE void store_once(const pack<T, N>* row, T* y) {
    constexpr std::size_t whole = Width / N, rest = Width % N;
    INLAY_UNROLL for (std::size_t v = 0; v < whole; ++v) row[v].store(y + v * N);
    if constexpr (rest > 0) store_first<rest>(row[whole].template permuted<[](std::size_t i) { return (i + N - rest) % N; }>(), y + whole * N);
}

}  // namespace inlay::inline INLAY_ABI::simd
