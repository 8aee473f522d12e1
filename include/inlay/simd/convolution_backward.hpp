// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/pooling.hpp>
#include <inlay/simd/tile.hpp>

/// The gradients of a convolution for one picture at a time, from the gradient dz of its results: rows of
/// convolution::line elements, zero in what pads them.
namespace inlay::inline INLAY_ABI::simd {

template <convolution_size S, class T>
struct convolution_backward {
    using forward = convolution<S, T>;
    static constexpr std::size_t native = forward::native, line = forward::line;
    static constexpr bool few = forward::few;

    // A tile of the kernel's gradient: so many rows of the kernel, and so many taps of each.
    struct shape {
        std::size_t rows, taps;
    };
    // What tiles of one shape take, in cycles: two products and two loads a cycle, at least eight products under way, and, as measured,
    // one cycle more for each group of pixels; rows of zeros at the end.
    static constexpr double cycles_of(shape s) {
        const std::size_t V = forward::tile_packs, sums = s.rows * s.taps * V;
        const double products = static_cast<double>(sums < 8 ? 8 : sums) / 2, loads = static_cast<double>(s.taps + s.rows * V) / 2;
        return static_cast<double>((S.out_height + s.rows - 1) * forward::groups) * ((products > loads ? products : loads) + 1);
    }
    static constexpr shape tile_shape = [] {
        shape best{1, 1};
        double least = 1e300;
        for (std::size_t strips = S.stride_height == 1 ? 1 : S.kernel_height; strips <= S.kernel_height; ++strips) {
            for (std::size_t parts = 1; parts <= S.kernel_row(); ++parts) {
                const shape most{(S.kernel_height + strips - 1) / strips, (S.kernel_row() + parts - 1) / parts};
                if (most.rows * (most.taps + 1) * forward::tile_packs + 1 > detail::registers) continue;
                double cycles = 0;
                for (std::size_t i = 0; i < strips; ++i) {
                    for (std::size_t k = 0; k < parts; ++k) cycles += cycles_of({(S.kernel_height + i) / strips, (S.kernel_row() + k) / parts});
                }
                if (cycles < least) {
                    least = cycles;
                    best = most;
                }
            }
        }
        return best;
    }();

    /// dz = dy times Function's slope at y, in rows of `line` elements.
    template <class Function>
    static INLAY_INLINE constexpr void through(const T* dy, [[maybe_unused]] const T* y, T* dz) {
        for (std::size_t r = 0; r < S.out_height; ++r, dz += line) {
            for (std::size_t x = 0; x < S.out_width; ++x) {
                detail::for_channels<T, S.filters, forward::pixel>([&]<class P, class Padded>(P*, std::size_t o, Padded) __attribute__((always_inline)) {
                    const std::size_t at = (r * S.out_width + x) * S.filters + o;
                    const bool last = Padded::value && detail::overhangs<S.filters, forward::pixel>(S.out_width - x);
                    const auto get = [&](const T* from) __attribute__((always_inline)) {
                        return last ? detail::load_first<P, S.filters>(from + at) : P::load(from + at);
                    };
                    P d = get(dy);
                    if constexpr (!std::is_same_v<Function, unchanged>) d = d * Function::slope(get(y));
                    d.store(dz + x * forward::pixel + o);
                });
            }
        }
    }

    /// Puts dz, whose vectors hold several pixels, in the order that kernel and bias want: filter by filter.
    static INLAY_INLINE void sort(T* dz) {
        using P = pack<T, forward::native>;
        for (std::size_t r = 0; r < S.out_height; ++r) {
            for (std::size_t g = 0; g + 1 < forward::groups; ++g, dz += forward::native) P::load(dz).template permuted<forward::by_filters>().store(dz);
            // The last vector of a row belongs to its last pixels: what the one before it holds already is replaced by what pads the row.
            constexpr auto last = [](std::size_t i) {
                const std::size_t q = i % forward::group, from = q < forward::over ? forward::group - 1 : q - forward::over;
                return from * forward::pixel + i / forward::group;
            };
            P::load(dz).template permuted<last>().store(dz);
            dz += forward::native;
        }
    }

    /// dw += the products of a picture, or frame, and dz, sorted if few filters are several to a vector. dw is S.kernel() long, or
    /// forward::gradient_room with few filters.
    static void kernel(const T* x, const T* dz, const T* zeros, T* dw) {
        detail::for_even<S.kernel_height, tile_shape.rows>([&]<std::size_t Rows>(std::size_t ky) __attribute__((always_inline)) {
            detail::for_even<S.kernel_row(), tile_shape.taps>([&]<std::size_t Taps>(std::size_t k) __attribute__((always_inline)) {
                T* const to = dw + (ky * S.kernel_row() + k) * forward::weight_row;
                if constexpr (few) {
                    tile<T, native, Rows * Taps, 1, 0> t;
                    kernel_tile<Rows>(t, x, ky, k, dz, zeros, to);
                } else {
                    for_columns<T, S.filters, Rows * Taps, forward::tile_packs>([&](auto& t, std::size_t column) __attribute__((always_inline)) {
                        kernel_tile<Rows>(t, x, ky, k, dz + column, zeros, to + column);
                    });
                }
            });
        });
    }

    /// Adds what kernel has summed up over all pictures to the gradient.
    static INLAY_INLINE void fold(const T* sums, T* dw) {
        for (std::size_t k = 0; k < S.depth(); ++k) fold_row(sums + k * native, dw + k * S.filters);
    }

    /// db += the sum of all dz, sorted.
    static INLAY_INLINE void bias(const T* dz, T* db) {
        if constexpr (few) {
            using P = pack<T, native>;
            constexpr std::size_t vectors = forward::results_room / native, chains = 4;
            P sum[chains];
            INLAY_UNROLL for (P& s : sum) s = P(T(0));
            std::size_t v = 0;
            for (; v + chains <= vectors; v += chains) {
                INLAY_UNROLL for (std::size_t i = 0; i < chains; ++i) sum[i] = sum[i] + P::load(dz + (v + i) * native);
            }
            for (; v < vectors; ++v) sum[0] = sum[0] + P::load(dz + v * native);
            T sums[native];
            ((sum[0] + sum[1]) + (sum[2] + sum[3])).store(sums);
            fold_row(sums, db);
        } else {
            accumulate_rows<S.filters>(dz, db, S.out_height * S.out_width);
        }
    }

    /// The kernel with the filters outermost: turned[S.filters][S.depth()].
    template <class W>
    static INLAY_INLINE void turn(const W* w, T* turned) {
        for (std::size_t k = 0; k < S.depth(); ++k) {
            for (std::size_t o = 0; o < S.filters; ++o) turned[o * S.depth() + k] = static_cast<T>(w[k * S.filters + o]);
        }
    }

    /// dx += what dz gives, for one picture or frame. A tile holds what a column of output pixels gives to all the input rows
    /// under it, so that dx is touched once per column and not once per tap.
    static void input(const T* dz, const T* turned, T* dx) {
        for (std::size_t ox = 0; ox < S.out_width; ++ox) {
            detail::for_even<S.out_height, column_rows>([&]<std::size_t Rows>(std::size_t oy) __attribute__((always_inline)) {
                for_columns<T, S.kernel_row(), (Rows - 1) * S.stride_height + S.kernel_height, column_packs>([&](auto& t, std::size_t column) __attribute__((always_inline)) {
                    t.zero();
                    column_tile<Rows>(t, dz + oy * line + ox * forward::pixel, turned + column);
                    // Hidden, because GCC 12's predictive commoning takes packs that partly overlap those of the column before for others.
                    T* to = dx + oy * S.stride_height * S.row() + ox * S.stride_width * S.channels + column;
                    detail::hide(to);
                    add_rows(t, to);
                });
            });
        }
    }

private:
    // Output rows of a column tile, and packs of a row of the kernel: as many as the input rows under them leave accumulators.
    static constexpr std::size_t column_packs = [] {
        constexpr std::size_t L = lanes_within<T>(S.kernel_row()), all = (S.kernel_row() + L - 1) / L;
        std::size_t packs = all < register_tile.packs ? all : register_tile.packs;
        while (packs > 1 && detail::accumulators / packs < S.kernel_height + 2 * S.stride_height) --packs;
        return packs;
    }();
    static constexpr std::size_t column_rows =
        detail::accumulators / column_packs > S.kernel_height ? (detail::accumulators / column_packs - S.kernel_height) / S.stride_height + 1 : 1;

    template <std::size_t Rows, std::size_t L, std::size_t R, std::size_t V, std::size_t Last>
    static INLAY_INLINE void column_tile(tile<T, L, R, V, Last>& t, const T* dz, const T* turned) {
        using P = pack<T, L>;
        INLAY_UNROLL for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
            const T *d = dz, *w = turned + ky * S.kernel_row();
            for (std::size_t o = 0; o < S.filters; ++o, ++d, w += S.depth()) {
                P right[V];
                INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) right[v] = P::load(w + t.column(v));
                INLAY_UNROLL for (std::size_t r = 0; r < Rows; ++r) {
                    const P left(d[r * line]);
                    INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) {
                        P& sum = t.sum[(r * S.stride_height + ky) * V + v];
                        sum = fma(left, right[v], sum);
                    }
                }
            }
        }
    }

    // An input row meets row ky + t of the kernel under the output row that lies t rows higher: what is loaded of it serves
    // all rows of the tile.
    template <std::size_t Rows, std::size_t L, std::size_t R, std::size_t V, std::size_t Last>
    static INLAY_INLINE void kernel_tile(tile<T, L, R, V, Last>& t, const T* x, std::size_t ky, std::size_t k, const T* dz, const T* zeros, T* dw) {
        using P = pack<T, L>;
        constexpr std::size_t Taps = R / Rows, row_step = S.kernel_row() * forward::weight_row;
        const auto slope = [dw](std::size_t i) __attribute__((always_inline)) {
            return dw + i / V / Taps * row_step + i / V % Taps * forward::weight_row + tile<T, L, R, V, Last>::column(i % V);
        };
        INLAY_UNROLL for (std::size_t i = 0; i < R * V; ++i) t.sum[i] = P::load(slope(i));
        for (std::size_t j = 0; j < S.out_height + Rows - 1; ++j) {
            const T* a = x + (j * S.stride_height + ky) * S.row() + k;
            const T* d[Rows];
            INLAY_UNROLL for (std::size_t r = 0; r < Rows; ++r) d[r] = j - r < S.out_height ? dz + (j - r) * line : zeros;
            for (std::size_t g = 0; g < forward::groups; ++g, a += forward::group_step) {
                if (forward::over > 0 && g + 1 == forward::groups) a -= forward::over;
                detail::hide(a);
                constexpr std::size_t products = Rows * V;  // of one input vector
                P right[products];
                INLAY_UNROLL for (std::size_t i = 0; i < products; ++i) right[i] = P::load(d[i / V] + g * forward::group * forward::pixel + t.column(i % V));
                INLAY_UNROLL for (std::size_t tap = 0; tap < Taps; ++tap) {
                    const P left = forward::template input<P>(a + tap);
                    INLAY_UNROLL for (std::size_t i = 0; i < products; ++i) {
                        P& sum = t.sum[(i / V * Taps + tap) * V + i % V];
                        sum = fma(left, right[i], sum);
                    }
                }
            }
        }
        INLAY_UNROLL for (std::size_t i = 0; i < R * V; ++i) t.sum[i].store(slope(i));
    }

    // Packs that overlap add the same to the same: all of a row is loaded before any of it is stored.
    template <std::size_t L, std::size_t R, std::size_t V, std::size_t Last>
    static INLAY_INLINE void add_rows(const tile<T, L, R, V, Last>& t, T* to) {
        using P = pack<T, L>;
        INLAY_UNROLL for (std::size_t r = 0; r < R; ++r, to += S.row()) {
            P sum[V];
            INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[v] = P::load(to + t.column(v)) + t.sum[r * V + v];
            INLAY_UNROLL for (std::size_t v = 0; v < V; ++v) sum[v].store(to + t.column(v));
        }
    }

    static INLAY_INLINE void fold_row(const T* sums, T* to) {
        for (std::size_t o = 0; o < S.filters; ++o) {
            T sum = sums[o * forward::group];
            for (std::size_t g = 1; g < forward::group; ++g) sum += sums[o * forward::group + g];
            to[o] += sum;
        }
    }
};

/// All gradients of one picture by the definition: dx, unless a discard, dw, and db, unless a nullptr, are added to.
template <convolution_size S, class T, class W, class DX, class G>
constexpr void convolve_backward_simply(const T* x, const T* dz, std::size_t line, std::size_t pixel, const W* w, DX dx, G* dw, G* db) {
    for (std::size_t oy = 0; oy < S.out_height; ++oy) {
        for (std::size_t ox = 0; ox < S.out_width; ++ox) {
            const T* const d = dz + oy * line + ox * pixel;
            for (std::size_t o = 0; o < S.filters && db != nullptr; ++o) db[o] += static_cast<G>(d[o]);
            for_taps<S>(oy, ox, [=](std::size_t in, std::size_t tap) {
                for_grouped_channels<S>([=](std::size_t c, std::size_t row, std::size_t first, std::size_t end) {
                    const std::size_t at = (tap * (S.channels / S.groups) + row) * S.filters;
                    T sum = 0;
                    for (std::size_t o = first; o < end; ++o) {
                        sum += d[o] * static_cast<T>(w[at + o]);
                        dw[at + o] += static_cast<G>(x[in * S.channels + c] * d[o]);
                    }
                    if constexpr (wanted<DX>) dx[in * S.channels + c] += sum;
                });
            });
        }
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
