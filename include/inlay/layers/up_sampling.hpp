// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// How up_sampling2d finds the values between pixels; Keras' word.
enum class interpolation : unsigned char { nearest, bilinear };

namespace detail {

/// A picture whose pixels become Size.height x Size.width pixels of the same value.
template <class In, class Out, std::size_t Height, std::size_t Width, by Size>
struct bound_nearest : bound_layer<In, Out> {
    static constexpr std::size_t channels = In::dims[In::rank - 1], row = Width * channels, wide_row = Size.width * row;

    template <class X, class Y>
    static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
        const auto same = [](auto a) { return a; };
        for (std::size_t i = 0; i < x.samples() * Height; ++i) {
            const auto* const from = x.data() + i * row;
            auto* const to = y.data() + i * Size.height * wide_row;
            for (std::size_t j = 0; j < Width * Size.width; ++j) simd::map(simd::fixed<channels>{}, same, to + j * channels, from + j / Size.width * channels);
            for (std::size_t k = 1; k < Size.height; ++k) simd::map(simd::fixed<wide_row>{}, same, to + k * wide_row, to);
        }
    }

    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
        if constexpr (wanted<DX>) {
            using T = typename DX::value_type;
            for (std::size_t i = 0; i < dy.samples() * Height; ++i) {
                const T* const from = dy.data() + i * Size.height * wide_row;
                T* const to = dx.data() + i * row;
                for (std::size_t j = 0; j < Width; ++j) {
                    simd::for_packs<T, channels>([&]<class P>(P*, std::size_t c) __attribute__((always_inline)) {
                        P sum(T(0));
                        for (std::size_t r = 0; r < Size.height; ++r) {
                            for (std::size_t k = 0; k < Size.width; ++k) sum = sum + P::load(from + r * wide_row + (j * Size.width + k) * channels + c);
                        }
                        sum.store(to + j * channels + c);
                    });
                }
            }
        }
    }
};

/// Between which two rows or columns of the smaller picture one of the larger lies, and how near to the second.
struct tap {
    std::size_t low, high;
    double part;
};

/// Centres of pixels lie at 1/2, 3/2, ...; beyond the outermost of them the picture goes on as it ends.
template <std::size_t Extent, std::size_t Times>
inline constexpr std::array<tap, Extent * Times> taps = [] {
    std::array<tap, Extent * Times> all{};
    for (std::size_t i = 0; i < Extent * Times; ++i) {
        const double centre = (static_cast<double>(i) + 0.5) / static_cast<double>(Times) - 0.5, at = centre > 0 ? centre : 0;
        const auto low = static_cast<std::size_t>(at);
        all[i] = {low, low + 1 < Extent ? low + 1 : low, at - static_cast<double>(low)};
    }
    return all;
}();

/// shape<H, W, Channels> enlarged; values between the centres of four pixels come from these, by their distance.
template <class In, class Out, by Size>
struct bound_bilinear : bound_layer<In, Out> {
    static constexpr std::size_t channels = In::dims[2], row = In::dims[1] * channels, wide_row = Out::dims[1] * channels;
    static constexpr std::uint64_t flops = 8 * std::uint64_t{Out::size};

    template <class X, class Y>
    static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
        using T = typename Y::value_type;
        for (std::size_t n = 0; n < x.samples(); ++n) {
            for_pixels<T>([&]<class P>(P*, const corners& at, std::size_t to, P down, P right) __attribute__((always_inline)) {
                const T* const from = x.sample(n);
                const P a = P::load(from + at[0]), b = P::load(from + at[1]), c = P::load(from + at[2]), d = P::load(from + at[3]);
                const P upper = fma(b - a, right, a), lower = fma(d - c, right, c);
                fma(lower - upper, down, upper).store(y.sample(n) + to);
            });
        }
    }

    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
        if constexpr (wanted<DX>) {
            using T = typename DX::value_type;
            for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
            for (std::size_t n = 0; n < dy.samples(); ++n) {
                for_pixels<T>([&]<class P>(P*, const corners& at, std::size_t from, P down, P right) __attribute__((always_inline)) {
                    const P d = P::load(dy.sample(n) + from), lower = d * down, upper = d - lower;
                    const P d_right = lower * right, b_right = upper * right;
                    const P parts[4] = {upper - b_right, b_right, lower - d_right, d_right};
                    for (std::size_t k = 0; k < 4; ++k) {  // one by one: at an edge they are the same pixel
                        T* const to = dx.sample(n) + at[k];
                        (P::load(to) + parts[k]).store(to);
                    }
                });
            }
        }
    }

private:
    using corners = std::array<std::size_t, 4>;

    // Calls f(null pointer to a pack, offsets of four pixels of the input, offset in the output, how far down, how far right).
    template <class T, class F>
    INLAY_INLINE static constexpr void for_pixels(F f) {
        for (std::size_t i = 0; i < Out::dims[0]; ++i) {
            const tap v = taps<In::dims[0], Size.height>[i];
            for (std::size_t j = 0; j < Out::dims[1]; ++j) {
                const tap h = taps<In::dims[1], Size.width>[j];
                simd::for_packs<T, channels>([&]<class P>(P* p, std::size_t c) __attribute__((always_inline)) {
                    const std::size_t upper = v.low * row + c, lower = v.high * row + c, left = h.low * channels, right = h.high * channels;
                    f(p, corners{upper + left, upper + right, lower + left, lower + right}, i * wide_row + j * channels + c, P(static_cast<T>(v.part)),
                      P(static_cast<T>(h.part)));
                });
            }
        }
    }
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
