// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/tile.hpp>
#include <type_traits>
#include <utility>

/// The rows of a depthwise convolution: channels are the lanes, and a tile is a few neighbouring pixels of a row, or of two. What a
/// tile needs of an input row is loaded once for all taps. Nothing is padded: the tiles at the ends of a row are compiled without the
/// taps that would look beyond it.
namespace inlay::inline INLAY_ABI::simd::detail {

/// One product of a tile: target pixel, tap, and source pixel counted from the tile's base.
struct depthwise_term {
    std::ptrdiff_t from;
    std::size_t pixel, tap;
};

/// Where the rows of targets and sources of a depthwise convolution S of F channels lie. Forward the targets are results, and
/// transposed pixels of the picture, to which results go back.
template <convolution_size S, std::size_t F, class T, bool Transposed>
struct depthwise_rows {
    static constexpr std::size_t width = Transposed ? S.width : S.out_width, height = Transposed ? S.height : S.out_height;
    static constexpr std::size_t from_width = Transposed ? S.out_width : S.width, from_height = Transposed ? S.out_height : S.height;
    static constexpr std::size_t L = lanes_within<T>(F), taps = S.kernel_width;
    using P = pack<T, L>;

    // Pixels of a tile: sums, the taps of a row of the kernel and one input fit into the registers.
    static constexpr std::size_t tile = [] {
        constexpr std::size_t registers = INLAY_VECTOR_BYTES == 0 ? 8 : detail::registers, room = registers > taps + 6 ? registers - taps - 2 : 4;
        constexpr std::size_t most = room < 8 ? room : 8, tiles = (width + most - 1) / most, even = (width + tiles - 1) / tiles;
        return Transposed ? (even + S.stride_width - 1) / S.stride_width * S.stride_width : even;
    }();
    static constexpr std::size_t tiles = (width + tile - 1) / tile;

    /// The source pixel that the terms of tile t count from.
    static constexpr std::ptrdiff_t base(std::size_t t) {
        return Transposed ? static_cast<std::ptrdiff_t>(t * tile / S.stride_width)
                          : static_cast<std::ptrdiff_t>(t * tile * S.stride_width) - static_cast<std::ptrdiff_t>(S.left);
    }
    static constexpr std::size_t pixels(std::size_t t) { return t + 1 < tiles ? tile : width - t * tile; }

    /// The terms of a tile of Pixels whose sources are pixels Low to High of those that it could reach, in the order of these.
    struct term_list {
        std::array<depthwise_term, tile * taps> terms;
        std::size_t count;
        std::ptrdiff_t low, high;
    };
    static constexpr term_list terms(std::size_t in_pixels, std::ptrdiff_t low, std::ptrdiff_t high) {
        term_list list{};
        constexpr auto signed_of = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
        for (std::size_t p = 0; p < in_pixels; ++p) {
            for (std::size_t k = 0; k < taps; ++k) {
                const std::ptrdiff_t at = signed_of(k * S.dilation_width), step = signed_of(S.stride_width);
                const std::ptrdiff_t from = Transposed ? signed_of(p + S.left) - at : signed_of(p) * step + at;
                if (Transposed && from % step != 0) continue;
                const depthwise_term term{Transposed ? from / step : from, p, k};
                if (term.from < low || term.from >= high) continue;
                std::size_t place = list.count++;
                for (; place > 0 && list.terms[place - 1].from > term.from; --place) list.terms[place] = list.terms[place - 1];
                list.terms[place] = term;
            }
        }
        list.low = list.count > 0 ? list.terms[0].from : 0;
        list.high = list.count > 0 ? list.terms[list.count - 1].from + 1 : 0;
        return list;
    }
    static constexpr std::ptrdiff_t far = static_cast<std::ptrdiff_t>((width + from_width + S.left + S.span_width()) * (S.stride_width + 1));
    static constexpr term_list reach(std::size_t t) { return terms(pixels(t), -base(t), static_cast<std::ptrdiff_t>(from_width) - base(t)); }
    /// Whether all that a tile looks at is there, so that it is the same as its neighbours.
    static constexpr bool inner(std::size_t t) { return pixels(t) == tile && reach(t).count == terms(tile, -far, far).count; }
    static constexpr std::size_t first_inner = [] {
        std::size_t t = 0;
        while (t < tiles && !inner(t)) ++t;
        return t;
    }();
    static constexpr std::size_t end_inner = [] {
        std::size_t t = first_inner;
        while (t < tiles && inner(t)) ++t;
        return t;
    }();

    /// Calls f.template operator()<Pixels, Low, High>(tile) for all tiles of a row; those that are alike share what they call.
    template <class F_>
    static INLAY_INLINE void for_tiles(F_ f) {
        edge(f, std::make_index_sequence<first_inner>{}, std::integral_constant<std::size_t, 0>{});
        if constexpr (first_inner < end_inner) {
            constexpr term_list all = terms(tile, -far, far);
            for (std::size_t t = first_inner; t < end_inner; ++t) f.template operator()<tile, all.low, all.high>(t);
        }
        edge(f, std::make_index_sequence<tiles - end_inner>{}, std::integral_constant<std::size_t, end_inner>{});
    }

    /// The kernel's rows that meet target row y, and the source rows that these meet: how many.
    static INLAY_INLINE std::size_t meet(std::size_t y, std::size_t* kernel_rows, std::size_t* from_rows) {
        std::size_t count = 0;
        for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
            std::size_t from = Transposed ? y + S.top - ky * S.dilation_height : y * S.stride_height + ky * S.dilation_height - S.top;
            if constexpr (Transposed) {
                if (y + S.top < ky * S.dilation_height || from % S.stride_height != 0) continue;
                from /= S.stride_height;
            }
            if (from >= from_height) continue;
            kernel_rows[count] = ky;
            from_rows[count++] = from;
        }
        return count;
    }

    /// Whether two rows go together, which share what is loaded of the sources that both meet.
    static constexpr bool paired = !Transposed && S.stride_height == 1 && S.dilation_height == 1 && height > 1 && 2 * tile + 2 * taps + 1 <= detail::registers;

    /// Target row y = Function(bias + its terms); without a bias, a nullptr, sums start from 0.
    template <class Function, class W>
    static INLAY_INLINE void row(const T* from, std::size_t y, const W* w, const W* bias, T* to) {
        std::size_t kernel_rows[S.kernel_height], from_rows[S.kernel_height];
        const std::size_t rows = meet(y, kernel_rows, from_rows);
        for_sums<Function, 1>(bias, to, [&]<class Part>(Part, std::ptrdiff_t base, std::size_t c, P* sum) __attribute__((always_inline)) {
            for (std::size_t r = 0; r < rows; ++r) {
                const W* const b = w + kernel_rows[r] * (taps * F) + c;
                multiply<Part, true, false>(source<Part>(from, base, c) + from_rows[r] * (from_width * F), b, b, sum);
            }
        });
    }
    /// Rows y and y + 1.
    template <class Function, class W>
    static INLAY_INLINE void row_pair(const T* from, std::size_t y, const W* w, const W* bias, T* to) {
        for_sums<Function, 2>(bias, to, [&]<class Part>(Part, std::ptrdiff_t base, std::size_t c, P* sum) __attribute__((always_inline)) {
            constexpr std::size_t step = taps * F;
            const T* const a = source<Part>(from, base, c);
            const W* const b = w + c;
            const std::size_t above = y - S.top;  // source row i is row i of the kernel to the upper row and row i - 1 to the lower one
            if (above < from_height) multiply<Part, true, false>(a + above * (from_width * F), b, b, sum);
            for (std::size_t i = 1; i < S.kernel_height; ++i) {
                if (above + i < from_height) multiply<Part, true, true>(a + (above + i) * (from_width * F), b + i * step, b + (i - 1) * step, sum);
            }
            constexpr std::size_t last = S.kernel_height;
            if (above + last < from_height) multiply<Part, false, true>(a + (above + last) * (from_width * F), b, b + (last - 1) * step, sum);
        });
    }

private:
    template <std::size_t Pixels, std::ptrdiff_t Low, std::ptrdiff_t High>
    struct part {
        static constexpr term_list list = terms(Pixels, Low, High);
    };
    // Calls f(part, base of a tile, first channel, Rows times tile sums) for all tiles and channels of Rows rows, and stores what f makes
    // of the sums.
    template <class Function, std::size_t Rows, class W, class F_>
    static INLAY_INLINE void for_sums(const W* bias, T* to, F_ f) {
        for_covering<L>(F, [&](std::size_t c) __attribute__((always_inline)) {
            for_tiles([&]<std::size_t Pixels, std::ptrdiff_t Low, std::ptrdiff_t High>(std::size_t t) __attribute__((always_inline)) {
                using Part = part<Pixels, Low, High>;
                P sum[Rows * tile];
                const P start = bias != nullptr ? load_as<P>(bias + c) : P(T(0));
                [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) { ((sum[i] = start), ...); }(std::make_index_sequence<Rows * tile>{});
                if constexpr (Part::list.count > 0) f(Part{}, base(t), c, sum);
                T* const put = to + t * (tile * F) + c;
                [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
                    (P(Function::value(sum[i / Pixels * tile + i % Pixels])).store(put + i / Pixels * (width * F) + i % Pixels * F), ...);
                }(std::make_index_sequence<Rows * Pixels>{});
            });
        });
    }
    template <class Part>
    static INLAY_INLINE const T* source(const T* from, std::ptrdiff_t base, std::size_t c) {
        return from + static_cast<std::size_t>(base + Part::list.low) * F + c;
    }
    // Adds a source row times a row of the kernel to the sums of the upper row, and times the one before it to those of the lower row.
    template <class Part, bool Upper, bool Lower, class W>
    static INLAY_INLINE void multiply(const T* a, const W* upper, const W* lower, P* sum) {
        P high[taps], low[taps], input;
        [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
            ((Upper ? void(high[k] = load_as<P>(upper + k * F)) : void()), ...);
            ((Lower ? void(low[k] = load_as<P>(lower + k * F)) : void()), ...);
        }(std::make_index_sequence<taps>{});
        [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            ((input = P::load(a + static_cast<std::size_t>(Part::list.terms[i].from - Part::list.low) * F),
              Upper ? void(sum[Part::list.terms[i].pixel] = fma(input, high[Part::list.terms[i].tap], sum[Part::list.terms[i].pixel])) : void(),
              Lower ? void(sum[tile + Part::list.terms[i].pixel] = fma(input, low[Part::list.terms[i].tap], sum[tile + Part::list.terms[i].pixel])) : void()), ...);
        }(std::make_index_sequence<Part::list.count>{});
    }

    template <class F_, std::size_t... t, std::size_t First>
    static INLAY_INLINE void edge([[maybe_unused]] F_ f, std::index_sequence<t...>, std::integral_constant<std::size_t, First>) {
        (f.template operator()<pixels(First + t), reach(First + t).low, reach(First + t).high>(First + t), ...);
    }
};

}  // namespace inlay::inline INLAY_ABI::simd::detail
