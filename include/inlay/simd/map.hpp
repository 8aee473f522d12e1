// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/pieces.hpp>
#include <type_traits>
#include <utility>

/// Element by element over flat arrays: a function of packs is applied to any number of elements. An output
/// may be the memory of an input, element for element; nothing is read or written beyond the arrays. In
/// constant expressions and in scalar builds the function gets packs of one.
namespace inlay::inline INLAY_ABI::simd {

/// A number of elements that the compiler knows: map(fixed<10>{}, …).
template <std::size_t N>
using fixed = std::integral_constant<std::size_t, N>;

/// A number of elements of which the compiler knows that it is Least or more, or none.
template <std::size_t Least>
struct at_least {
    std::size_t count;
    constexpr operator std::size_t() const { return count; }
};

/// The elements of a view: fixed where its number of samples is.
template <class V>
constexpr auto elements(V v) {
    if constexpr (V::extent == static_cast<std::size_t>(-1)) {
        return at_least<V::shape_type::size>{v.size()};
    } else {
        return fixed<V::extent * V::shape_type::size>{};
    }
}

namespace detail {

template <class Count>
inline constexpr std::size_t fixed_count = 0;
template <std::size_t N>
inline constexpr std::size_t fixed_count<fixed<N>> = N;

template <class Count>
inline constexpr std::size_t least_count = fixed_count<Count>;
template <std::size_t Least>
inline constexpr std::size_t least_count<at_least<Least>> = Least;

template <class T, class Count>
constexpr std::size_t lanes_for() {
    return fixed_count<Count> > 0 ? lanes_within<T>(fixed_count<Count>) : native_lanes<T>;
}

/// N zeros and N ones.
template <class T, std::size_t N>
inline constexpr std::array<T, 2 * N> steps = [] {
    std::array<T, 2 * N> s{};
    for (std::size_t i = N; i < 2 * N; ++i) s[i] = T(1);
    return s;
}();
/// values, with 0 in the first `over` lanes; or in all but the first Count
template <class T, std::size_t N>
INLAY_INLINE pack<T, N> without_first(pack<T, N> values, std::size_t over) {
    return select(pack<T, N>::load(steps<T, N>.data() + N - over) > pack<T, N>(T(0)), values, pack<T, N>(T(0)));
}
template <std::size_t Count, class T, std::size_t N>
INLAY_INLINE pack<T, N> only_first(pack<T, N> values) {
    return select(pack<T, N>::load(steps<T, N>.data() + N - Count) > pack<T, N>(T(0)), pack<T, N>(T(0)), values);
}

template <std::size_t Outputs, std::size_t N, class T, class F, std::size_t... I>
constexpr T drive_scalars(std::size_t n, F f, const std::array<T*, Outputs>& to,
                          const std::array<const T*, N>& from, std::index_sequence<I...>) {
    constexpr std::size_t results = std::tuple_size_v<decltype(f(pack<T, 1>(from[I][0])...))>;
    T total{};
    for (std::size_t i = 0; i < n; ++i) {
        const auto r = f(pack<T, 1>(from[I][i])...);
        for (std::size_t k = 0; k < Outputs; ++k) to[k][i] = r[k].v;
        if constexpr (results > Outputs) total += r[Outputs].v;
    }
    return total;
}

/// f on n >= Lanes elements, of which the first `unwanted` do not count for the sum. The last pack overlaps the one before it: its inputs
/// are loaded before that one is stored.
template <std::size_t Lanes, std::size_t Outputs, std::size_t N, class T, class F, std::size_t... I>
INLAY_INLINE T drive_packs(std::size_t n, std::size_t unwanted, F f, const std::array<T*, Outputs>& to,
                           const std::array<const T*, N>& from, std::index_sequence<I...>) {
    using P = pack<T, Lanes>;
    constexpr std::size_t results = std::tuple_size_v<decltype(f(P::load(from[I])...))>;
    P now[N] = {P::load(from[I])...};
    P total(T(0));
    for (std::size_t at = 0, over = unwanted;;) {
        const std::size_t next = at + 2 * Lanes <= n ? at + Lanes : n - Lanes;
        const P ahead[N] = {P::load(from[I] + next)...};
        auto r = f(now[I]...);  // constant, GCC would keep it on the stack as well
        INLAY_UNROLL for (std::size_t k = 0; k < Outputs; ++k) r[k].store(to[k] + at);
        if constexpr (results > Outputs)
            total = total + (over == 0 ? r[Outputs] : without_first(r[Outputs], over));
        if (next == at) break;
        over = at + Lanes - next;
        at = next;
        ((now[I] = ahead[I]), ...);
    }
    if constexpr (results > Outputs) return reduce_add(total);
    return T{};
}

/// The same for Count elements that are no whole number of packs, each of them read and written once.
template <std::size_t Lanes, std::size_t Count, std::size_t Outputs, std::size_t N, class T, class F, std::size_t... I>
INLAY_INLINE T drive_pieces(F f, const std::array<T*, Outputs>& to, const std::array<const T*, N>& from, std::index_sequence<I...>) {
    using P = pack<T, Lanes>;
    constexpr std::size_t results = std::tuple_size_v<decltype(f(P::load(from[I])...))>, rest = Count % Lanes;
    P total(T(0));
    for (std::size_t at = 0;; at += Lanes) {
        const bool last = at == Count - rest;  // a lane that is left over repeats an element, so that f sees no other values
        const P now[N] = {(last ? load_first<Lanes, rest>(from[I] + at, from[I][at]) : P::load(from[I] + at))...};
        auto r = f(now[I]...);
        if (last) {
            INLAY_UNROLL for (std::size_t k = 0; k < Outputs; ++k) store_first<rest>(r[k], to[k] + at);
            if constexpr (results > Outputs) return reduce_add(total + only_first<rest>(r[Outputs]));
            return T{};
        }
        INLAY_UNROLL for (std::size_t k = 0; k < Outputs; ++k) r[k].store(to[k] + at);
        if constexpr (results > Outputs) total = total + r[Outputs];
    }
}

template <class T>
void copy_few(const T* from, std::size_t n, T* to) {
    for (std::size_t i = 0; i < n; ++i) to[i] = from[i];
}

/// Calls f(pack...) on all elements of `from`; of the array of packs that f returns, the first `Outputs` go
/// to `to`; one more is summed up and returned.
template <class T, std::size_t Outputs, std::size_t N, class Count, class F>
constexpr T drive(Count count, F f, std::array<T*, Outputs> to, std::array<const T*, N> from) {
    constexpr std::size_t lanes = lanes_for<T, Count>();
    constexpr auto inputs = std::make_index_sequence<N>{};
    if constexpr (lanes > 1) {
        if (!INLAY_CONSTANT_EVALUATED) {
            const std::size_t n = count;
            if (n == 0) return T{};
            if constexpr (fixed_count<Count> % lanes > 0) {
                return drive_pieces<lanes, fixed_count<Count>>(f, to, from, inputs);
            } else if constexpr (least_count<Count> >= lanes) {
                return drive_packs<lanes>(n, 0, f, to, from, inputs);
            } else {  // fewer than a pack are copied behind zeros that make one of them: f is compiled once
                T copies[(N + Outputs) * lanes];
                const std::size_t missing = n < lanes ? lanes - n : 0;
                const std::array<T*, Outputs> results = to;
                if (missing > 0) {
                    T* copy = copies;
                    for (const T*& a : from) {
                        for (std::size_t i = 0; i < missing; ++i) copy[i] = 0;
                        copy_few(a, n, copy + missing);
                        a = copy;
                        copy += lanes;
                    }
                    for (T*& a : to) a = copy, copy += lanes;
                }
                const T total = drive_packs<lanes>(n + missing, missing, f, to, from, inputs);
                for (std::size_t k = 0; k < (missing > 0 ? Outputs : 0); ++k) copy_few(to[k] + missing, n, results[k]);
                return total;
            }
        }
    }
    return drive_scalars(count, f, to, from, inputs);
}

}  // namespace detail

/// y[i] = f(a[i]...) for `count` elements: a std::size_t or a fixed<N>{}.
template <class Count, class F, class T, class... A>
INLAY_INLINE constexpr void map(Count count, F f, T* y, const A*... a) {
    const auto one = [&](auto first, auto... rest) __attribute__((always_inline)) {
        return std::array{static_cast<decltype(first)>(f(first, rest...))};
    };
    detail::drive<T>(count, one, std::array<T*, 1>{y}, std::array<const T*, sizeof...(A)>{a...});
}

/// The sum of f(a[i]...). The order of addition depends on the lanes.
template <class Count, class F, class T, class... A>
INLAY_INLINE constexpr T sum(Count count, F f, const T* first, const A*... rest) {
    const auto part = [&](auto a, auto... more) __attribute__((always_inline)) {
        return std::array{static_cast<decltype(a)>(f(a, more...))};
    };
    return detail::drive<T>(count, part, std::array<T*, 0>{},
                            std::array<const T*, 1 + sizeof...(A)>{first, rest...});
}

/// f(a[i]...) returns std::array{value, part}: y[i] = value, and the sum of the parts is returned.
template <class Count, class F, class T, class... A>
INLAY_INLINE constexpr T map_sum(Count count, F f, T* y, const A*... a) {
    return detail::drive<T>(count, f, std::array<T*, 1>{y}, std::array<const T*, sizeof...(A)>{a...});
}

/// Several arrays in one pass: f(from[0][i], from[1][i], …) returns the std::array that goes to to[0][i],
/// to[1][i], …
template <class Count, class F, class T, std::size_t Outputs, std::size_t N>
INLAY_INLINE constexpr void map_all(Count count, F f, std::array<T*, Outputs> to,
                                    std::array<const T*, N> from) {
    detail::drive<T>(count, f, to, from);
}

/// The largest of at least one element.
template <class T, class Count>
INLAY_INLINE constexpr T largest(const T* a, Count count) {
    constexpr std::size_t lanes = detail::lanes_for<T, Count>();
    const std::size_t n = count;
    if constexpr (lanes > 1) {
        if (!INLAY_CONSTANT_EVALUATED && n >= lanes) {
            using P = pack<T, lanes>;
            P most(T(0));
            if constexpr (constexpr std::size_t rest = detail::fixed_count<Count> % lanes; rest > 0) {
                most = load_first<lanes, rest>(a + n - rest, a[0]);
            } else {
                most = P::load(a + n - lanes);
            }
            for (std::size_t i = 0; i + lanes < n; i += lanes) most = max(most, P::load(a + i));
            return reduce_max(most);
        }
    }
    T most = a[0];
    for (std::size_t i = 1; i < n; ++i) most = a[i] > most ? a[i] : most;
    return most;
}

/// Calls f(offset) for packs of Lanes that cover `count` >= Lanes elements; the last one may overlap the one before.
template <std::size_t Lanes, class F>
INLAY_INLINE constexpr void for_covering(std::size_t count, F f) {
    for (std::size_t at = 0; at < count; at += Lanes) f(at + Lanes <= count ? at : count - Lanes);
}

/// Calls f(a null pointer to the pack type, offset) so that packs cover Size elements exactly, none twice:
/// for kernels that accumulate, or whose arrays are not walked in step.
template <class T, std::size_t Size, std::size_t From = 0, class F>
INLAY_INLINE constexpr void for_packs(F f) {
    constexpr std::size_t lanes = lanes_within<T>(Size - From);
    if (INLAY_CONSTANT_EVALUATED) {
        for (std::size_t at = From; at < Size; ++at) f(static_cast<pack<T, 1>*>(nullptr), at);
        return;
    }
    constexpr std::size_t end = From + (Size - From) / lanes * lanes;
    for (std::size_t at = From; at < end; at += lanes) f(static_cast<pack<T, lanes>*>(nullptr), at);
    if constexpr (end < Size) for_packs<T, Size, end>(f);
}

}  // namespace inlay::inline INLAY_ABI::simd
