// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>

/// Convolution of channels-last pictures with a kernel w[height][width][channels][filters] (Keras' layout), without an
/// im2col buffer: under a row of output pixels, a row of the kernel multiplies contiguous input, so that the register tile
/// of the matrix product runs over the picture itself. docs/performance.md tells the ways through and their floors.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// Splits Count into as few parts of at most Most as there can be, of two lengths that differ by one: calls
/// f.template operator()<length>(begin) for each.
template <std::size_t Count, std::size_t Most, class F>
INLAY_INLINE constexpr void for_even(F f) {
    constexpr std::size_t parts = (Count + Most - 1) / Most, length = Count / parts, longer = Count % parts;
    if constexpr (longer > 0) {  // or that length would be compiled for nothing
        for (std::size_t i = 0; i < longer; ++i) f.template operator()<length + 1>(i * (length + 1));
    }
    for (std::size_t i = longer; i < parts; ++i) f.template operator()<length>(longer + i * length);
}
template <std::size_t Count, std::size_t Most>
inline constexpr std::size_t longest_part = (Count + (Count + Most - 1) / Most - 1) / ((Count + Most - 1) / Most);

/// Accumulators that a tile may hold, and registers that there are for these and for what they are made of.
inline constexpr std::size_t accumulators = register_tile.rows * register_tile.packs;
inline constexpr std::size_t registers = INLAY_VECTOR_BYTES == 64 ? 32 : 16;

}  // namespace detail

/// How a convolution of T lies in registers. With as many filters as a vector has lanes or more, filters are the lanes and a
/// pixel's input is broadcast. With fewer, vectors are as narrow as the filters allow (padded to a power of two). Of a single channel,
/// neighbouring inputs are neighbouring pixels': a vector holds all filters of several pixels, filter by filter, and as many inputs are
/// broadcast together, again and again.
template <convolution_size S, class T>
struct convolution {
    static constexpr std::size_t filters = S.filters;
    // What a pixel takes of a vector that holds several.
    static constexpr std::size_t padded = [] {
        std::size_t p = 16 / sizeof(T);
        while (p < filters) p *= 2;
        return p;
    }();
    static constexpr std::size_t native = [] {
        std::size_t lanes = native_lanes<T>;
        while (lanes > padded && (S.channels > 1 || S.stride_width > 1 || lanes / padded > S.out_width)) lanes /= 2;
        return lanes;
    }();
    static constexpr bool few = filters < native;
    /// Elements between neighbouring pixels of a result that is not yet in its place.
    static constexpr std::size_t pixel = few ? padded : filters;
    static constexpr std::size_t group = few ? native / pixel : 1;  ///< pixels in a vector
    static constexpr std::size_t groups = (S.out_width + group - 1) / group;
    static constexpr std::size_t over = groups * group - S.out_width;  ///< by how many pixels the last vector overlaps the one before it
    static constexpr std::size_t line = groups * group * pixel;        ///< elements of a row of such results
    static constexpr std::size_t weight_row = few ? native : filters;

    static constexpr std::size_t packs = few ? 1 : (filters + native - 1) / native;
    static constexpr std::size_t tile_packs = packs < register_tile.packs ? packs : register_tile.packs;
    static constexpr std::size_t tile_pixels = detail::accumulators / tile_packs;
    /// Output rows that are computed together: two, where what is loaded of an input row can serve both.
    static constexpr bool shares_rows = S.stride_height == 1 && S.out_height > 1;
    static constexpr std::size_t tile_columns = detail::longest_part<groups, shares_rows && tile_packs == 1 && !few ? tile_pixels / 2 : tile_pixels>;
    static constexpr std::size_t rows_together = shares_rows && 2 * tile_columns <= tile_pixels && (2 * tile_columns + 2) * tile_packs < detail::registers ? 2 : 1;

    /// Input values from one vector's to the next one's.
    static constexpr std::size_t group_step = group * S.stride_width * S.channels;

    // Room that the functions below work in, in elements. A frame that would not leave the first cache room for anything else holds only
    // the last few rows.
    static constexpr bool rolls = S.frame() > 4096;
    static constexpr std::size_t frame_rows = S.kernel_height + (rows_together - 1) * S.stride_height;
    static constexpr std::size_t frame_room = rolls ? frame_rows * S.row() : S.frame();
    static constexpr std::size_t weights_room = few ? (S.depth() + 1) * native : 0;
    static constexpr std::size_t gradient_room = few ? S.depth() * native : 0;
    static constexpr std::size_t results_room = S.out_height * line;

    /// The rows that the kernel runs over: rows are asked for from the top down. Rolls: what is given is a picture, and its rows go into a
    /// frame that holds the last few of them; else it is a frame already, or needs none.
    template <bool Rolls>
    class lines {
    public:
        /// frame: frame_room, cleared once for any number of pictures.
        INLAY_INLINE constexpr lines(const T* picture, T* frame) : from(picture), frame(frame) {}

        /// Makes sure that input rows up to `end` are there; the last frame_rows of them stay.
        INLAY_INLINE void reach(std::size_t end) {
            if constexpr (Rolls) {
                for (; ready < end; ++ready) put_row_into_frame(ready);
            }
        }
        INLAY_INLINE const T* row(std::size_t y) const {
            if constexpr (Rolls) {
                return frame + y % frame_rows * S.row();
            } else {
                return from + y * S.row();
            }
        }

    private:
        // What frames it on the left and on the right stays 0.
        INLAY_INLINE void put_row_into_frame(std::size_t y) {
            T* const to = frame + y % frame_rows * S.row();
            const std::size_t row = y - S.top;
            if (row < S.height) {
                map(fixed<S.reached_width() * S.channels>{}, [](auto v) { return v; }, to + S.left * S.channels, from + row * S.width * S.channels);
            } else {
                for (std::size_t i = 0; i < S.row(); ++i) to[i] = 0;
            }
        }

        const T* from;
        T* frame;
        std::size_t ready = 0;
    };

    /// The kernel and the bias as `rows` reads them.
    template <class W>
    struct weights {
        const W* kernel;
        const W* bias;
    };
    template <class W>
    static INLAY_INLINE auto prepare(const W* kernel, const W* bias, [[maybe_unused]] T* room) {
        if constexpr (few) {
            // What is loaded too much belongs to the next tap and ends in lanes that nobody reads.
            using P = pack<T, native>;
            constexpr std::size_t safe = S.kernel() >= native ? (S.kernel() - native) / filters + 1 : 0;
            const auto put = [&](std::size_t k, P row) __attribute__((always_inline)) {
                row.template permuted<[](std::size_t i) { return i / group; }>().store(room + k * native);
            };
            for (std::size_t k = 0; k < safe; ++k) put(k, load_as<P>(kernel + k * filters));
            for (std::size_t k = safe; k <= S.depth(); ++k) {
                T row[native]{};
                for (std::size_t o = 0; o < filters; ++o) row[o] = static_cast<T>(k < S.depth() ? kernel[k * filters + o] : bias[o]);
                put(k, P::load(row));
            }
            return weights<T>{room, room + S.depth() * native};
        } else {
            return weights<W>{kernel, bias};
        }
    }

    /// z = Function(x convolved with w + bias) for `count` output rows from `oy`: rows of `line` elements. Even says that the count
    /// is even, and so saves compiling what is not needed. (Shared by training and inference it would save 0.3 s for a network of two
    /// convolutions, but cost 3 % where a few rows at a time are pooled.)
    template <class Function, bool Even, class W>
    static INLAY_INLINE void rows(auto& x, std::size_t oy, std::size_t count, weights<W> w, T* z) {
        std::size_t r = 0;
        if constexpr (rows_together == 2) {
            for (; r + 2 <= count; r += 2) band<2, Function>(x, oy + r, w, z + r * line);
        }
        if constexpr (rows_together == 1 || !Even) {
            for (; r < count; ++r) band<1, Function>(x, oy + r, w, z + r * line);
        }
    }

private:
    template <std::size_t Rows, class Function, class W>
    static INLAY_INLINE void band(auto& x, std::size_t oy, weights<W> w, T* z) {
        constexpr std::size_t under = (Rows - 1) * S.stride_height + S.kernel_height;
        const std::size_t iy = oy * S.stride_height;
        x.reach(iy + under);
        const T* rolled[rolls ? under : 1];
        for (std::size_t i = 0; rolls && i < under; ++i) rolled[i] = x.row(iy + i);
        const auto from = [&](std::size_t i) __attribute__((always_inline)) { return rolls ? rolled[i] : x.row(iy + i); };
        detail::for_even<groups, tile_columns>([&]<std::size_t Columns>(std::size_t g) __attribute__((always_inline)) {
            if constexpr (few) {
                tile<T, native, Rows * Columns, 1, 0> t;
                finish<Rows, Columns, Function>(t, from, g, w, std::size_t{0}, z);
            } else {
                for_columns<T, filters, Rows * Columns, tile_packs>([&](auto& t, std::size_t column) __attribute__((always_inline)) {
                    finish<Rows, Columns, Function>(t, from, g, w, column, z);
                });
            }
        });
    }

    template <std::size_t Rows, std::size_t Columns, class Function, std::size_t L, std::size_t R, std::size_t V, std::size_t Last, class W>
    static INLAY_INLINE void finish(tile<T, L, R, V, Last>& t, auto x, std::size_t g, weights<W> w, std::size_t column,
                                    T* z) {
        t.fill(w.bias + column);
        const W* const b = w.kernel + column;
        constexpr std::size_t step = S.kernel_row() * weight_row;
        const std::size_t at = g * group_step;
        const std::size_t back = over > 0 && g + Columns == groups ? over : 0;
        if constexpr (Rows == 2) {
            // Input row i is row i of the kernel to the upper output row and row i - 1 to the lower one.
            multiply<Columns, 0, 0>(t, x(0) + at, b, b, back);
            for (std::size_t i = 1; i < S.kernel_height; ++i) multiply<Columns, 0, 1>(t, x(i) + at, b + i * step, b + (i - 1) * step, back);
            multiply<Columns, 1, 1>(t, x(S.kernel_height) + at, b, b + (S.kernel_height - 1) * step, back);
        } else {
            for (std::size_t i = 0; i < S.kernel_height; ++i) multiply<Columns, 0, 0>(t, x(i) + at, b + i * step, b, back);
        }
        INLAY_UNROLL for (std::size_t i = 0; i < R * V; ++i) {
            const std::size_t p = i / V;
            auto sums = t.sum[i];
            if constexpr (group > 1) sums = sums.template permuted<by_pixels>();
            Function::value(sums).store(z + p / Columns * line + (g * group + column_at<Columns>(p % Columns, back)) * pixel + column + t.column(i % V));
        }
    }

    // Pixels from the first column of a tile to column c; the last one may lie `back` from its place, where a row ends.
    template <std::size_t Columns>
    static constexpr std::size_t column_at(std::size_t c, std::size_t back) {
        return c * group - (over > 0 && c + 1 == Columns ? back : 0);
    }

    // Adds one input row times a row of the kernel, w[r], to the rows First to Last of the tile.
    template <std::size_t Columns, std::size_t First, std::size_t Last, std::size_t L, std::size_t R, std::size_t V, std::size_t End, class W>
    static INLAY_INLINE void multiply(tile<T, L, R, V, End>& t, const T* a, const W* upper, const W* lower, [[maybe_unused]] std::size_t back) {
        using P = pack<T, L>;
        for (std::size_t k = 0; k < S.kernel_row(); ++k, ++a, upper += weight_row, lower += weight_row) {
            detail::hide(a);
            constexpr std::size_t products = (Last - First + 1) * V;  // of one input vector
            P right[products];
            INLAY_UNROLL for (std::size_t i = 0; i < products; ++i) right[i] = load_as<P>((First + i / V == 0 ? upper : lower) + t.column(i % V));
            INLAY_UNROLL for (std::size_t c = 0; c < Columns; ++c) {
                const P left = input<P>(a + (group > 1 ? column_at<Columns>(c, back) : c * group_step));
                INLAY_UNROLL for (std::size_t i = 0; i < products; ++i) {
                    P& sum = t.sum[((First + i / V) * Columns + c) * V + i % V];
                    sum = fma(left, right[i], sum);
                }
            }
        }
    }

public:
    /// Permutations of a vector's lanes: from filter by filter to pixel by pixel, and back.
    static constexpr auto by_pixels = [](std::size_t i) { return i % pixel * group + i / pixel; };
    static constexpr auto by_filters = [](std::size_t i) { return i % group * pixel + i / group; };

    /// The input of a vector's pixels.
    template <class P>
    static INLAY_INLINE P input(const T* at) {
        if constexpr (group > 1) {
            return P::template repeated<group>(at);
        } else {
            return P(*at);
        }
    }

    /// A row of results from `line` elements to its place in y.
    static INLAY_INLINE void put_row(const T* z, T* y) {
        if constexpr (pixel == filters) {
            for_packs<T, S.out_width * filters>([&]<class P>(P*, std::size_t i) __attribute__((always_inline)) { P::load(z + i).store(y + i); });
        } else {
            // What a pixel stores too much is overwritten by the next one; the end of the row has none.
            constexpr std::size_t reach = (pixel + filters - 1) / filters, safe = S.out_width >= reach ? S.out_width - reach + 1 : 0;
            for (std::size_t x = 0; x < safe; ++x) pack<T, pixel>::load(z + x * pixel).store(y + x * filters);
            for (std::size_t x = safe; x < S.out_width; ++x) {
                for (std::size_t o = 0; o < filters; ++o) y[x * filters + o] = z[x * pixel + o];
            }
        }
    }
};

/// Room that serves both float and double, which lie differently: layers ask for memory before they know the type.
template <convolution_size S>
struct convolution_room {
    using f = convolution<S, float>;
    using d = convolution<S, double>;
    static constexpr std::size_t more(std::size_t a, std::size_t b) { return a > b ? a : b; }
    static constexpr std::size_t pixel = more(f::pixel, d::pixel), line = more(f::line, d::line), frame = more(f::frame_room, d::frame_room),
                                 weights = more(f::weights_room, d::weights_room), gradient = more(f::gradient_room, d::gradient_room),
                                 results = more(f::results_room, d::results_room), rows_together = more(f::rows_together, d::rows_together);
    static constexpr bool few = f::few || d::few;
};

}  // namespace inlay::inline INLAY_ABI::simd
