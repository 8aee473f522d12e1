// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// Sums over the rows of a matrix and what is made of them: normalisations whose statistics run over all positions of a
/// channel. Rows are taken a few at a time, so that they stay in the first cache while each column keeps its sum in a register.
namespace inlay::inline INLAY_ABI::simd {

/// Calls f(null pointer to a pack, column, offset of the first element, rows) so that packs cover a matrix of so many columns, in
/// tiles of a few rows.
template <class T, std::size_t Columns, class F>
INLAY_INLINE constexpr void for_column_tiles(std::size_t rows, F f) {
    constexpr std::size_t tile = Columns > 64 ? 8 : 512 / Columns;
    for (std::size_t row = 0; row < rows; row += tile) {
        const std::size_t count = row + tile < rows ? tile : rows - row;
        for_packs<T, Columns>([&](auto* p, std::size_t c) __attribute__((always_inline)) { f(p, c, row * Columns + c, count); });
    }
}

/// Calls f(null pointer to a pack, column) per tile and column: what that returns is called with the offset of each element.
template <class T, std::size_t Columns, class F>
INLAY_INLINE constexpr void for_each_row(std::size_t rows, F f) {
    for_column_tiles<T, Columns>(rows, [&](auto* p, std::size_t c, std::size_t at, std::size_t count) __attribute__((always_inline)) {
        const auto element = f(p, c);
        for (; count > 0; --count, at += Columns) element(at);
    });
}

/// The same for what returns arrays of K packs: their sums over the rows are added to to[k][column].
template <std::size_t Columns, class T, std::size_t K, class F>
INLAY_INLINE constexpr void add_column_sums(std::size_t rows, F f, std::array<T*, K> to) {
    for_column_tiles<T, Columns>(rows, [&]<class P>(P* p, std::size_t c, std::size_t at, std::size_t count) __attribute__((always_inline)) {
        const auto element = f(p, c);
        P even[K], odd[K];
        for (std::size_t k = 0; k < K; ++k) even[k] = odd[k] = P(T(0));
        for (; count > 1; count -= 2, at += 2 * Columns) {
            const std::array<P, K> first = element(at), second = element(at + Columns);
            for (std::size_t k = 0; k < K; ++k) {
                even[k] = even[k] + first[k];
                odd[k] = odd[k] + second[k];
            }
        }
        if (count > 0) {
            const std::array<P, K> last = element(at);
            for (std::size_t k = 0; k < K; ++k) even[k] = even[k] + last[k];
        }
        for (std::size_t k = 0; k < K; ++k) (P::load(to[k] + c) + (even[k] + odd[k])).store(to[k] + c);
    });
}

/// The sums of K packs per column, which f(null pointer to a pack, column) returns as an array, over one row.
template <class T, std::size_t Columns, std::size_t K, std::size_t From = 0, class F>
INLAY_INLINE constexpr std::array<T, K> sum_row(F f) {
    std::array<T, K> total{};
    if (INLAY_CONSTANT_EVALUATED) {
        for (std::size_t c = From; c < Columns; ++c) {
            const auto values = f(static_cast<pack<T, 1>*>(nullptr), c);
            for (std::size_t k = 0; k < K; ++k) total[k] += values[k].v;
        }
        return total;
    }
    constexpr std::size_t lanes = lanes_within<T>(Columns - From), end = From + (Columns - From) / lanes * lanes;
    using P = pack<T, lanes>;
    P sums[K];
    for (std::size_t k = 0; k < K; ++k) sums[k] = P(T(0));
    for (std::size_t c = From; c < end; c += lanes) {
        const auto values = f(static_cast<P*>(nullptr), c);
        for (std::size_t k = 0; k < K; ++k) sums[k] = sums[k] + values[k];
    }
    if constexpr (end < Columns) total = sum_row<T, Columns, K, end>(f);
    for (std::size_t k = 0; k < K; ++k) total[k] += reduce_add(sums[k]);
    return total;
}

/// Each value times `share`; in groups of more than one column, the sum of the group's in each of them.
template <std::size_t Columns, std::size_t Group, class T>
INLAY_INLINE constexpr void fold_groups(T* values, T share) {
    if constexpr (Group > 1) {
        for (std::size_t at = 0; at < Columns; at += Group) {
            T total = 0;
            for (std::size_t k = 0; k < Group; ++k) total += values[at + k];
            for (std::size_t k = 0; k < Group; ++k) values[at + k] = total;
        }
    }
    map(fixed<Columns>{}, [share](auto v) __attribute__((always_inline)) { return v * share; }, values, values);
}

/// What a normalisation knows of each column: (x - mean) inverse + offset has mean 0 and deviation 1. The mean is rounded; the
/// offset makes up for it, so that values far from 0 and close together come out right.
template <class T>
struct column_statistics {
    T *mean, *offset, *inverse, *variance;

    static constexpr std::size_t arrays = 4;
    template <std::size_t Columns>
    static constexpr column_statistics within(T* memory) {
        return {memory, memory + Columns, memory + 2 * Columns, memory + 3 * Columns};
    }
};

/// Mean and variance over the rows, or over the rows and each Group of columns: those of the distances from a mean that is guessed from
/// the first rows (Chan, Golub & LeVeque, Algorithms for computing the sample variance, 1983). Where that was a bad guess, so far off
/// that squares would cancel, once more from the mean that came of it: the rows are read once nearly always, and not kept in a cache.
template <std::size_t Columns, std::size_t Group, class T>
constexpr void measure_columns(const T* x, std::size_t rows, T epsilon, column_statistics<T> s) {
    for (std::size_t c = 0; c < Columns; ++c) s.mean[c] = 0;
    const std::size_t some = rows * Columns <= 4096 || 4096 / Columns == 0 ? rows : 4096 / Columns;
    const auto value = [x]<class P>(P*, std::size_t) __attribute__((always_inline)) {
        return [x](std::size_t at) __attribute__((always_inline)) { return std::array<P, 1>{P::load(x + at)}; };
    };
    add_column_sums<Columns>(some, value, std::array<T*, 1>{s.mean});
    fold_groups<Columns, Group>(s.mean, 1 / static_cast<T>(some * Group));
    const T share = 1 / static_cast<T>(rows * Group);
    const auto distance = [x, s]<class P>(P*, std::size_t c) __attribute__((always_inline)) {
        return [x, mean = P::load(s.mean + c)](std::size_t at) __attribute__((always_inline)) {
            const P d = P::load(x + at) - mean;
            return std::array<P, 2>{d, d * d};
        };
    };
    const auto measure = [&] {
        for (T* values : {s.offset, s.variance}) {
            for (std::size_t c = 0; c < Columns; ++c) values[c] = 0;
        }
        add_column_sums<Columns>(rows, distance, std::array<T*, 2>{s.offset, s.variance});
        fold_groups<Columns, Group>(s.offset, share);
        fold_groups<Columns, Group>(s.variance, share);
    };
    measure();
    bool far = false;  // two deviations away cost three bits of the variance
    for (std::size_t c = 0; some < rows && c < Columns; ++c) far = far || T(5) * s.offset[c] * s.offset[c] > T(4) * s.variance[c];
    if (far) {
        for (std::size_t c = 0; c < Columns; ++c) s.mean[c] += s.offset[c];
        measure();
    }
    const auto finish = [epsilon](auto away, auto square) __attribute__((always_inline)) {
        using P = decltype(away);
        const P variance = max(square - away * away, P(T(0))), inverse = P(T(1)) / sqrt(variance + P(epsilon));
        return std::array<P, 3>{-away * inverse, inverse, variance};
    };
    map_all(fixed<Columns>{}, finish, std::array<T*, 3>{s.offset, s.inverse, s.variance}, std::array<const T*, 2>{s.offset, s.variance});
}

/// A column's numbers as normalize_columns needs them: y = Function((x - mean) scale + shift).
template <class P>
struct normalised_column {
    P mean, scale, shift;

    template <class T, class Gamma, class Beta>
    static INLAY_INLINE constexpr normalised_column of(column_statistics<T> s, Gamma gamma, Beta beta, P* p, std::size_t c) {
        const P g = gamma(p, c);
        return {P::load(s.mean + c), P::load(s.inverse + c) * g, fma(P::load(s.offset + c), g, beta(p, c))};
    }
    template <class Function>
    INLAY_INLINE constexpr P value(P x) const {
        return P(Function::value(fma(x - mean, scale, shift)));
    }
    /// The slope before Function, from that behind it. What Function gave is computed again, which is cheaper than to read it.
    template <class Function>
    INLAY_INLINE constexpr P through([[maybe_unused]] P x, P dy) const {
        if constexpr (std::is_same_v<Function, unchanged>) {
            return dy;
        } else {
            return dy * Function::slope(value<Function>(x));
        }
    }
};

/// y = Function(gamma u + beta), u the normalised x. gamma and beta are called with a null pointer to a pack and the column.
template <std::size_t Columns, class Function = unchanged, class T, class Gamma, class Beta>
constexpr void normalize_columns(const T* x, T* y, std::size_t rows, column_statistics<T> s, Gamma gamma, Beta beta) {
    for_each_row<T, Columns>(rows, [&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) {
        const auto column = normalised_column<P>::of(s, gamma, beta, p, c);
        return [x, y, column](std::size_t at) __attribute__((always_inline)) { column.template value<Function>(P::load(x + at)).store(y + at); };
    });
}

/// The same with a mean and a variance that are given.
template <std::size_t Columns, class Function = unchanged, class T, class W, class Gamma, class Beta>
constexpr void rescale_columns(const T* x, T* y, std::size_t rows, const W* means, const W* variances, T epsilon, Gamma gamma, Beta beta) {
    for_each_row<T, Columns>(rows, [&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) {
        const P mean = load_as<P>(means + c), shift = beta(p, c), scale = gamma(p, c) / sqrt(load_as<P>(variances + c) + P(epsilon));
        const normalised_column<P> column{mean, scale, shift};
        return [x, y, column](std::size_t at) __attribute__((always_inline)) { column.template value<Function>(P::load(x + at)).store(y + at); };
    });
}

/// The sums of d, and of d u, over the rows, d being dy times the slope of Function: the gradients of beta and gamma.
template <std::size_t Columns, class Function = unchanged, class T, class Gamma, class Beta>
constexpr void sum_slopes(const T* x, const T* dy, std::size_t rows, column_statistics<T> s, T* of_dy, T* of_dy_u, Gamma gamma, Beta beta) {
    for (std::size_t c = 0; c < Columns; ++c) of_dy[c] = of_dy_u[c] = 0;
    const auto slopes = [&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) {
        const auto column = normalised_column<P>::of(s, gamma, beta, p, c);
        return [x, dy, column, inverse = P::load(s.inverse + c), offset = P::load(s.offset + c)](std::size_t at) __attribute__((always_inline)) {
            const P from = P::load(x + at), d = column.template through<Function>(from, P::load(dy + at));
            return std::array<P, 2>{d, d * fma(from - column.mean, inverse, offset)};
        };
    };
    add_column_sums<Columns>(rows, slopes, std::array<T*, 2>{of_dy, of_dy_u});
}

/// dx = inverse (g - mean(g) - u mean(g u)) with g = gamma d. The sums are those of sum_slopes, and are used up.
template <std::size_t Columns, std::size_t Group, class Function = unchanged, class T, class Gamma, class Beta>
constexpr void normalize_columns_backward(const T* x, const T* dy, T* dx, std::size_t rows, column_statistics<T> s, T* of_dy, T* of_dy_u, Gamma gamma,
                                          Beta beta) {
    for (T* sums : {of_dy, of_dy_u}) {
        if constexpr (Group > 1) {  // gamma differs within a group
            for_packs<T, Columns>([&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) { (P::load(sums + c) * gamma(p, c)).store(sums + c); });
        }
        fold_groups<Columns, Group>(sums, 1 / static_cast<T>(rows * Group));
    }
    for_each_row<T, Columns>(rows, [&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) {
        const auto column = normalised_column<P>::of(s, gamma, beta, p, c);
        const P inverse = P::load(s.inverse + c), offset = P::load(s.offset + c);
        const P g = gamma(p, c), scale = Group > 1 ? inverse : column.scale, level = P::load(of_dy + c), slope = P::load(of_dy_u + c);
        return [x, dy, dx, column, inverse, offset, g, scale, level, slope](std::size_t at) __attribute__((always_inline)) {
            const P from = P::load(x + at), d = column.template through<Function>(from, P::load(dy + at));
            const P u = fma(from - column.mean, inverse, offset), given = Group > 1 ? d * g : d;
            ((given - level - u * slope) * scale).store(dx + at);
        };
    });
}

}  // namespace inlay::inline INLAY_ABI::simd
