// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/convolution_size.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/minimal_filtering.hpp>
#include <inlay/simd/pack.hpp>
#include <inlay/simd/product.hpp>
#include <inlay/simd/tile.hpp>
#include <inlay/simd/winograd.hpp>
#include <inlay/simd/winograd_product.hpp>
#include <type_traits>

/// Convolution with 3 x 3 taps by minimal filtering down the picture only: rows are transformed as wholes, whatever channels they are of, a row
/// of the transformed kernel is convolved with each by the definition, and a transform of the results gives rows of outputs.
namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// Rows of `count` elements, transformed: product p comes to to + p * step.
template <class P, class V, class T>
[[gnu::noinline, gnu::flatten]] constexpr void take_rows(const std::array<const T*, V::inputs>& rows, std::size_t count, T* to, std::size_t step) {
    const std::array<const T*, V::inputs> from = rows;  // or each store might change them
    for_covering<P::size>(count, [=](std::size_t i) __attribute__((always_inline)) {
        P column[V::inputs];
        unrolled<V::inputs>([&]<std::size_t r>() __attribute__((always_inline)) { column[r] = P::load(from[r] + i); });
        unrolled<V::parts>([&]<std::size_t v>() __attribute__((always_inline)) {
            constexpr std::size_t part = V::products / V::parts;
            P result[part];
            V::template input<v>(column, result);
            unrolled<part>([&]<std::size_t p>() __attribute__((always_inline)) { result[p].store(to + (v * part + p) * step + i); });
        });
    });
}

/// Rows of outputs, of those that are not Whole the first `rows`, from the sums of each product, `step` elements apart, of so many pixels and filters.
/// With Adds on `addend`. `line` elements lie between rows of y and of that.
template <class P, class V, class Function, bool Adds, bool Whole, class T, class W>
[[gnu::noinline, gnu::flatten]] constexpr void put_rows(const T* sums, std::size_t step, const W* bias, std::size_t filters, std::size_t pixels, T* y,
                                                        std::size_t line, const T* addend, std::size_t rows) {
    for_covering<P::size>(filters, [=](std::size_t f) __attribute__((always_inline)) {
        const P start = load_as<P>(bias + f);
        for (std::size_t i = f; i < f + pixels * filters; i += filters) {
            P column[V::products], result[V::outputs];
            unrolled<V::products>([&]<std::size_t p>() __attribute__((always_inline)) { column[p] = P::load(sums + p * step + i); });
            V::output(column, result);
            unrolled<V::outputs>([&]<std::size_t r>() __attribute__((always_inline)) {
                if (!Whole && r >= rows) return;
                P sum = result[r] + start;
                if constexpr (Adds) sum = sum + P::load(addend + r * line + i);
                Function::value(sum).store(y + r * line + i);
            });
        }
    });
}

}  // namespace detail

/// The engine where nothing is transformed across the picture.
template <convolution_size S, class V, std::size_t Stride>
struct winograd<S, V, minimal_filtering<1, Stride>> : detail::winograd_engine<S.filters> {
    static_assert(S.kernel_height == 3 && S.kernel_width == 3 && S.whole() && S.stride_height == V::stride && S.stride_width == Stride);
    static constexpr std::size_t depth = 3 * S.channels, block = depth * S.filters, high = (S.out_height + V::outputs - 1) / V::outputs;
    static constexpr bool whole = S.out_height % V::outputs == 0;
    static constexpr detail::products_of<V> down{};
    // Elements of whole lines of the cache. Between rows one more, or loads would wait for stores at distances of powers of 2.
    static constexpr std::size_t lines(std::size_t n) { return (n + 15) / 16 * 16; }
    static constexpr std::size_t apart(std::size_t row) { return lines(row) + 16; }
    // Pixels that go through together: what is between the steps stays in the first cache.
    static constexpr std::size_t fitting = 5120 / (V::products * S.filters);
    static constexpr std::size_t together = detail::longest_part<S.out_width, (fitting > product_tile.rows ? fitting : product_tile.rows)>;
    static constexpr std::size_t read = S.reached_width() * S.channels, left = S.left * S.channels, framed = S.framed_width() * S.channels;
    // So much lies before a row that its picture begins with a line.
    static constexpr std::size_t lead = lines(left) - left, in_step = apart(lead + framed), out_step = apart(together * S.filters);
    static constexpr std::size_t forward_room = lines(read) + V::products * (in_step + out_step);
    static constexpr std::size_t flops = high * (2 * V::products * S.out_width * block + V::input_flops * read + V::output_flops * S.out_width * S.filters);

    /// kernel[3][3][channels][filters] as forward reads it: [V's taps][3][channels][filters].
    template <class From, class To>
    static constexpr void transform_kernel(const From* kernel, To* to) {
        for (std::size_t i = 0; i < block; ++i) {
            const double column[3] = {static_cast<double>(kernel[i]), static_cast<double>(kernel[block + i]), static_cast<double>(kernel[2 * block + i])};
            double result[V::taps]{};
            V::kernel(column, result);
            for (std::size_t y = 0; y < V::taps; ++y) to[y * block + i] = static_cast<To>(result[y]);
        }
    }

    /// y = Function(x convolved with the kernel + bias) for `count` pictures; with Adds, y = Function(... + addend).
    template <class Function, bool Adds = false, class T, class W>
    static constexpr void forward(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room, const T* addend = nullptr) {
        if (INLAY_CONSTANT_EVALUATED) {
            pictures<Function, Adds, 1, 1>(w, bias, x, y, count, room, addend);
        } else {
            pictures<Function, Adds, lanes_within<T>(read), lanes_within<T>(S.filters)>(w, bias, x, y, count, room, addend);
        }
    }

private:
    template <class Function, bool Adds, std::size_t Lanes, std::size_t OutLanes, class T, class W>
    static constexpr void pictures(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room, const T* addend) {
        constexpr std::size_t line = S.out_width * S.filters;
        T *const zeros = room, *const inputs = zeros + lines(read) + lead, *const sums = zeros + lines(read) + V::products * in_step;
        for (std::size_t i = 0; i < read; ++i) zeros[i] = 0;
        for (std::size_t p = 0; p < V::products; ++p) {  // what frames the rows stays
            for (std::size_t i = 0; i < left; ++i) inputs[p * in_step + i] = 0;
            for (std::size_t i = left + read; i < framed; ++i) inputs[p * in_step + i] = 0;
        }
        for (std::size_t n = 0; n < count; ++n, x += S.picture()) {
            for (std::size_t row = 0; row < S.out_height; row += V::outputs) {
                std::array<const T*, V::inputs> from{};
                for (std::size_t r = 0; r < V::inputs; ++r) {
                    const std::size_t at = row * V::stride + r - S.top;  // above the picture this wraps around
                    from[r] = at < S.height ? x + at * S.width * S.channels : zeros;
                }
                detail::take_rows<pack<T, Lanes>, V>(from, read, inputs + left, in_step);
                detail::for_even<S.out_width, together>([=]<std::size_t Count>(std::size_t first) {
                    constexpr std::size_t step = Stride * S.channels;
                    detail::multiply_taps<Count, depth, step, S.filters, product_tile.packs>(inputs + first * step, in_step, w, sums, out_step, down.count, V::taps);
                    const std::size_t at = n * S.result() + row * line + first * S.filters;
                    detail::put_rows<pack<T, OutLanes>, V, Function, Adds, whole>(sums, out_step, bias, S.filters, Count, y + at, line, Adds ? addend + at : nullptr,
                                                                                  S.out_height - row);
                });
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::simd
