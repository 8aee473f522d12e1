// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/gates.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/pieces.hpp>
#include <inlay/simd/tile.hpp>
#include <inlay/simd/zeros.hpp>
#include <utility>

/// One time step of a recurrent layer with its gates in registers, for layers so small that waiting for a result, and not
/// arithmetic, is what a step costs. The order of the lines is the order in which things become urgent: the reset gate is
/// asked for first, and what does not hang on it fills the time until it is there.
namespace inlay::inline INLAY_ABI::simd {

/// to[Columns][Rows] = w[Rows][Columns]^T.
template <std::size_t Rows, std::size_t Columns, class T, class W>
constexpr void transpose(const W* w, T* to) {
    for (std::size_t r = 0; r < Rows; ++r) {
        for (std::size_t c = 0; c < Columns; ++c) to[c * Rows + r] = static_cast<T>(w[r * Columns + c]);
    }
}

/// The packs of one gate; the last one overlaps its neighbour where Units are not a multiple of the lanes.
template <class T, std::size_t Units>
struct gate_packs {
    static constexpr std::size_t lanes = lanes_within<T>(Units);
    static constexpr std::size_t count = (Units + lanes - 1) / lanes;
    using P = pack<T, lanes>;
    static constexpr std::size_t column(std::size_t v) { return v + 1 == count ? Units - lanes : v * lanes; }
    /// All gates of a step find room in the registers.
    static constexpr bool fit = native_lanes<T> > 1 && count <= 4 && Units <= 64;
};

/// `Count` packs of G, from pack `From` on.
template <class G, std::size_t From, std::size_t Count>
struct some_packs {
    using P = typename G::P;
    static constexpr std::size_t count = Count;
    static constexpr std::size_t column(std::size_t v) { return G::column(From + v); }
};

/// sum[Units] += x[Rows] w, where the rows of w are Stride apart: in Parts sums, so that one addition need not wait for the
/// one before it. (One fold and not a lambda per product: that is half of what a step costs to compile.)
template <std::size_t Rows, std::size_t Stride, std::size_t Parts, class G, class T, class W>
INLAY_INLINE void add_product(const T* x, const W* w, typename G::P* sum) {
    using P = typename G::P;
    constexpr std::size_t V = G::count, step = Rows <= 32 ? Rows : Parts;
    P part[V * Parts], left;
    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
        ((part[i] = i < V ? sum[i % V] : P(0)), ...);
    }(std::make_index_sequence<V * Parts>{});
    const auto rows = [&]<std::size_t... i>(std::size_t j, std::index_sequence<i...>) __attribute__((always_inline)) {
        ((i % V == 0 ? void(left = P(x[j + i / V])) : void(),
          part[i % (V * Parts)] = fma(left, load_as<P>(w + (j + i / V) * Stride + G::column(i % V)), part[i % (V * Parts)])), ...);
    };
    for (std::size_t j = 0; j < Rows / step * step; j += step) rows(j, std::make_index_sequence<step * V>{});
    rows(Rows / step * step, std::make_index_sequence<Rows % step * V>{});
    [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
        if constexpr (Parts == 4) {
            ((sum[v] = (part[v] + part[V + v]) + (part[2 * V + v] + part[3 * V + v])), ...);
        } else {
            static_assert(Parts == 2);
            ((sum[v] = part[v] + part[V + v]), ...);
        }
    }(std::make_index_sequence<V>{});
}

/// The pack that begins at column From of a row of packs.
template <std::size_t From, class P>
INLAY_INLINE P column_of(const P* row) {
    constexpr std::size_t at = From / P::size, over = From % P::size;
    if constexpr (over == 0) {
        return row[at];
    } else {
#if INLAY_VECTOR_BYTES == 64
        if constexpr (P::size * sizeof(typename P::value_type) == 64) {  // not by way of memory, which waits for the stores
            constexpr int shift = static_cast<int>(over * sizeof(typename P::value_type) / 4);
            const auto bits = [](P p) __attribute__((always_inline)) { return __builtin_bit_cast(__m512i, p.v); };
            const __m512i shifted = _mm512_maskz_alignr_epi32(0xffff, bits(row[at + 1]), bits(row[at]), shift);
            return __builtin_bit_cast(typename P::batch, shifted);
        }
#endif
        typename P::value_type both[2 * P::size];
        row[at].store(both);
        row[at + 1].store(both + P::size);
        return P::load(both + over);
    }
}

/// sum = bias + x kernel for the gate whose first column the pointers show.
template <std::size_t Features, std::size_t Stride, class G, class T, class W>
INLAY_INLINE void take_input(const T* x, const W* kernel, const W* bias, typename G::P* sum) {
    using P = typename G::P;
    [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
        ((sum[v] = load_as<P>(bias + G::column(v))), ...);
        for (std::size_t f = 0; f < Features; ++f) {
            const P left(x[f]);
            ((sum[v] = fma(left, load_as<P>(kernel + f * Stride + G::column(v)), sum[v])), ...);
        }
    }(std::make_index_sequence<G::count>{});
}

/// h, and y with it, becomes the state behind one more step of a layer without gates: tanh of the sums.
template <std::size_t Features, std::size_t Units, class T, class W>
INLAY_INLINE void simple_rnn_step(const T* x, const W* kernel, const W* recurrent, const W* bias, T* h, T* y) {
    using G = gate_packs<T, Units>;
    typename G::P sum[G::count];
    [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
        take_input<Features, Units, G>(x, kernel, bias, sum);
        add_product<Units, Units, (G::count <= 2 ? 4 : 2), G>(h, recurrent, sum);
        ((sum[v] = tanh(sum[v])), ...);
        store_once<Units>(sum, h);
        store_once<Units>(sum, y);
    }(std::make_index_sequence<G::count>{});
}

/// h, and y with it, becomes the state behind one more step of a GRU: gates z, r, h; bias [2][3 Units] with the reset behind
/// the product, [3 Units] with the reset before it.
template <std::size_t Features, std::size_t Units, bool After, class T, class W>
INLAY_INLINE void gru_step(const T* x, const W* kernel, const W* recurrent, const W* bias, T* h, T* y) {
    using G = gate_packs<T, Units>;
    using P = typename G::P;
    constexpr std::size_t S = 3 * Units, parts = G::count <= 2 ? 4 : 2;
    P r[G::count], z[G::count], c[G::count], u[G::count];
    const auto sums = [&](std::size_t at, P* sum) __attribute__((always_inline)) {
        take_input<Features, S, G>(x, kernel + at, bias + at, sum);
        if constexpr (After) {
            [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
                ((sum[v] = sum[v] + load_as<P>(bias + S + at + G::column(v))), ...);
            }(std::make_index_sequence<G::count>{});
        }
        add_product<Units, S, parts, G>(h, recurrent + at, sum);
    };
    [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
        sums(Units, r);
        ((r[v] = gate(r[v])), ...);
        take_input<Features, S, G>(x, kernel + 2 * Units, bias + 2 * Units, c);
        if constexpr (After) {
            ((u[v] = load_as<P>(bias + S + 2 * Units + G::column(v))), ...);
            add_product<Units, S, parts, G>(h, recurrent + 2 * Units, u);
            sums(0, z);
            ((c[v] = fma(r[v], u[v], c[v])), ...);
        } else {
            T reset[Units];
            ((u[v] = r[v] * P::load(h + G::column(v))), ...);
            (u[v].store(reset + G::column(v)), ...);
            add_product<Units, S, parts, G>(reset, recurrent + 2 * Units, c);
            sums(0, z);
        }
        ((z[v] = gate(z[v])), ...);
        ((u[v] = z[v] * P::load(h + G::column(v))), ...);
        ((c[v] = fma(P(1) - z[v], tanh(c[v]), u[v])), ...);
        store_once<Units>(c, h);
        store_once<Units>(c, y);
    }(std::make_index_sequence<G::count>{});
}

/// h, and y with it, and c become the states behind one more step of an LSTM: gates i, f, c, o.
template <std::size_t Features, std::size_t Units, class T, class W>
INLAY_INLINE void lstm_step(const T* x, const W* kernel, const W* recurrent, const W* bias, T* h, T* c, T* y) {
    using G = gate_packs<T, Units>;
    using P = typename G::P;
    constexpr std::size_t S = 4 * Units, parts = G::count == 1 ? 4 : 2;
    P in[G::count], forget[G::count], cell[G::count], out[G::count];
    [&]<std::size_t... v>(std::index_sequence<v...>) __attribute__((always_inline)) {
        if constexpr (G::count > 1 && gate_packs<T, S>::lanes == G::lanes && S % G::lanes == 0 && S / G::lanes <= 6) {
            // All gates as one row: 5 packs for 4 gates of 20, where each gate by itself would take 2.
            using Row = gate_packs<T, S>;
            P sum[Row::count];
            take_input<Features, S, Row>(x, kernel, bias, sum);
            constexpr std::size_t first = (3 * Units + P::size - 1) / P::size;  // tanh of the cell does not wait for the others
            add_product<Units, S, 2, some_packs<Row, 0, first>>(h, recurrent, sum);
            add_product<Units, S, 2, some_packs<Row, first, Row::count - first>>(h, recurrent, sum + first);
            constexpr auto clip = [](std::size_t column, std::size_t i) {  // to the lanes of pack i
                return column < i * P::size ? 0 : column > (i + 1) * P::size ? P::size : column - i * P::size;
            };
            if constexpr (!mixes_gates<P>) ((cell[v] = tanh(column_of<2 * Units + G::column(v)>(sum))), ...);
            [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
                if constexpr (mixes_gates<P>) {
                    ((sum[i] = gate_or_tanh<clip(2 * Units, i), clip(3 * Units, i)>(sum[i])), ...);
                } else {
                    ((sum[i] = gate(sum[i])), ...);
                }
            }(std::make_index_sequence<Row::count>{});
            if constexpr (mixes_gates<P>) ((cell[v] = column_of<2 * Units + G::column(v)>(sum)), ...);
            ((in[v] = column_of<G::column(v)>(sum), forget[v] = column_of<Units + G::column(v)>(sum) * P::load(c + G::column(v)),
              out[v] = column_of<3 * Units + G::column(v)>(sum)), ...);
        } else {
            const auto sums = [&](std::size_t at, P* sum) __attribute__((always_inline)) {
                take_input<Features, S, G>(x, kernel + at, bias + at, sum);
                add_product<Units, S, parts, G>(h, recurrent + at, sum);
            };
            sums(2 * Units, cell);
            sums(0, in);
            sums(Units, forget);
            sums(3 * Units, out);
            ((cell[v] = tanh(cell[v])), ...);
            ((in[v] = gate(in[v])), ...);
            ((forget[v] = gate(forget[v]) * P::load(c + G::column(v))), ...);
            ((out[v] = gate(out[v])), ...);
        }
        ((cell[v] = fma(in[v], cell[v], forget[v])), ...);
        (cell[v].store(c + G::column(v)), ...);
        ((out[v] = out[v] * tanh(cell[v])), ...);
        store_once<Units>(out, h);
        store_once<Units>(out, y);
    }(std::make_index_sequence<G::count>{});
}

}  // namespace inlay::inline INLAY_ABI::simd
