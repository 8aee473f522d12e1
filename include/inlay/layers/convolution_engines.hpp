// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <inlay/layers/conv2d_bound.hpp>
#include <inlay/simd/depthwise.hpp>
#include <inlay/simd/pointwise.hpp>
#include <type_traits>

/// Convolutions by any of several ways, each an engine that knows nothing of layers:
///
///     forward_room, backward_room                                  elements that it works in, per call
///     forward<Function>(w, bias, x, y, pictures, room)             y = Function(x convolved with w + bias)
///     adds_in_place        with forward<Function, true>(..., room, addend), y = Function(... + addend): whether addend may be y's memory
///     backward(w, x, dz, dx, dw, pictures, room)                   dx overwritten, unless a discard; dw added to
namespace inlay::inline INLAY_ABI::detail {

/// One convolution of neighbouring taps on all channels: the kernels of conv2d.
template <simd::convolution_size S>
struct whole_convolution {
    struct recipe {
        template <class>
        static constexpr simd::convolution_size size_on = S;
        template <class>
        using result = shape<S.out_height, S.out_width, S.filters>;
        template <class, class>
        using parameters_on = no_parameters;
    };
    using In = shape<S.height, S.width, S.channels>;
    using Out = shape<S.out_height, S.out_width, S.filters>;
    template <class Function>
    using bound = bound_conv2d<recipe, In, Function, no_pooling, unchanged>;
    static constexpr std::size_t forward_room = bound<unchanged>::forward_room, backward_room = bound<unchanged>::backward_room;

    template <class Function, class T, class W>
    static constexpr void forward(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        bound<Function>::pictures(w, bias, x, y, count, room, typename bound<Function>::template no_winners<T>{});
    }
    template <class T, class W, class DX, class G>
    static constexpr void backward(const W* w, const T* x, const T* dz, DX dx, G* dw, std::size_t count, T* room) {
        const view<const T, In> from(x, count);
        const backward_pass<T, view<const T, In>, absent> pass{{nullptr, room}, {nullptr, nullptr}, from, {}};
        if constexpr (wanted<DX>) {
            bound<unchanged>::gradients(w, view<const T, Out>(dz, count), view<T, In>(dx, count), dw, static_cast<G*>(nullptr), pass);
        } else {
            bound<unchanged>::gradients(w, view<const T, Out>(dz, count), dx, dw, static_cast<G*>(nullptr), pass);
        }
    }
};

template <simd::convolution_size S>
struct divided_convolution;

/// What runs the convolution S.
template <simd::convolution_size S>
struct convolution_engine : decltype([] {
    if constexpr (S.pointwise()) {
        return std::type_identity<simd::pointwise<S>>{};
    } else if constexpr (S.whole()) {
        return std::type_identity<whole_convolution<S>>{};
    } else if constexpr (S.depthwise()) {
        return std::type_identity<simd::depthwise<S>>{};
    } else {
        return std::type_identity<divided_convolution<S>>{};
    }
}())::type {};

/// Groups and dilation: every group of channels, on every phase of the picture (the pixels that lie a whole number of dilations from
/// each other), is a convolution of neighbouring taps. The phases of a group are gathered, padding and all, convolved, and what
/// comes of it is put where it belongs.
template <simd::convolution_size S>
struct divided_convolution {
    static constexpr std::size_t down = S.dilation_height, right = S.dilation_width, phases = down * right;
    static constexpr std::size_t channels = S.channels / S.groups, filters = S.filters / S.groups;
    static constexpr std::size_t out_height = (S.out_height + down - 1) / down, out_width = (S.out_width + right - 1) / right;
    static constexpr simd::convolution_size part{(out_height - 1) * S.stride_height + S.kernel_height,
                                                 (out_width - 1) * S.stride_width + S.kernel_width,
                                                 channels, filters, S.kernel_height, S.kernel_width, S.stride_height, S.stride_width, out_height, out_width, 0, 0};
    using engine = convolution_engine<part>;
    static constexpr std::size_t pictures = phases * part.picture(), results = phases * part.result();
    static constexpr std::size_t forward_room = pictures + results + part.kernel() + filters + engine::forward_room;
    static constexpr std::size_t backward_room = 2 * pictures + results + 2 * part.kernel() + engine::backward_room;

    template <class Function, class T, class W>
    static constexpr void forward(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        T *const from = room, *const to = from + pictures, *const kernel = to + results, *const start = kernel + part.kernel();
        for (std::size_t g = 0; g < S.groups; ++g) {
            for_kernel(g, [=](std::size_t all, std::size_t own) { kernel[own] = static_cast<T>(w[all]); });
            for (std::size_t o = 0; o < filters; ++o) start[o] = static_cast<T>(bias[g * filters + o]);
            for (std::size_t n = 0; n < count; ++n) {
                gather_pictures(x + n * S.picture() + g * channels, from);
                engine::template forward<Function>(kernel, start, from, to, phases, start + filters);
                T* const put = y + n * S.result() + g * filters;
                for_results([=](std::size_t at, std::size_t own) {
                    for (std::size_t o = 0; o < filters; ++o) put[at + o] = to[own + o];
                });
            }
        }
    }

    template <class T, class W, class DX, class G>
    static constexpr void backward(const W* w, const T* x, const T* dz, [[maybe_unused]] DX dx, G* dw, std::size_t count, T* room) {
        T *const from = room, *const back = from + pictures, *const d = back + pictures, *const kernel = d + results, *const slope = kernel + part.kernel();
        if constexpr (wanted<DX>) {
            for (std::size_t i = 0; i < count * S.picture(); ++i) dx[i] = 0;
        }
        for (std::size_t g = 0; g < S.groups; ++g) {
            for_kernel(g, [=](std::size_t all, std::size_t own) { kernel[own] = static_cast<T>(w[all]); });
            for (std::size_t i = 0; i < part.kernel(); ++i) slope[i] = 0;
            for (std::size_t n = 0; n < count; ++n) {
                gather_pictures(x + n * S.picture() + g * channels, from);
                for (std::size_t i = 0; i < results; ++i) d[i] = 0;  // results that are not there, where phases differ in length
                const T* const given = dz + n * S.result() + g * filters;
                for_results([=](std::size_t at, std::size_t own) {
                    for (std::size_t o = 0; o < filters; ++o) d[own + o] = given[at + o];
                });
                if constexpr (wanted<DX>) {
                    engine::backward(kernel, static_cast<const T*>(from), static_cast<const T*>(d), back, slope, phases, slope + part.kernel());
                    T* const put = dx + n * S.picture() + g * channels;
                    for_pixels([=](std::size_t at, std::size_t own, bool inside) {
                        for (std::size_t c = 0; c < channels && inside; ++c) put[at + c] = back[own + c];
                    });
                } else {
                    engine::backward(kernel, static_cast<const T*>(from), static_cast<const T*>(d), dx, slope, phases, slope + part.kernel());
                }
            }
            for_kernel(g, [=](std::size_t all, std::size_t own) { dw[all] += static_cast<G>(slope[own]); });
        }
    }

private:
    template <class T>
    static constexpr void gather_pictures(const T* x, T* to) {
        for_pixels([=](std::size_t at, std::size_t own, bool inside) {
            for (std::size_t c = 0; c < channels; ++c) to[own + c] = inside ? x[at + c] : T(0);
        });
    }
    // Calls f(element of S's kernel, of the group's own).
    template <class F>
    INLAY_INLINE static constexpr void for_kernel(std::size_t g, F f) {
        for (std::size_t k = 0; k < part.depth(); ++k) {
            for (std::size_t o = 0; o < filters; ++o) f(k * S.filters + g * filters + o, k * filters + o);
        }
    }
    // Calls f(first element of a pixel in the picture, among the phases, whether the picture has that pixel).
    template <class F>
    INLAY_INLINE static constexpr void for_pixels(F f) {
        std::size_t own = 0;
        for (std::size_t phase = 0; phase < phases; ++phase) {
            for (std::size_t r = 0; r < part.height; ++r) {
                const std::size_t y = phase / right + r * down - S.top;
                for (std::size_t c = 0; c < part.width; ++c, own += channels) {
                    const std::size_t x = phase % right + c * right - S.left;
                    f((y * S.width + x) * S.channels, own, y < S.height && x < S.width);
                }
            }
        }
    }
    // Calls f(first element of a pixel in the results, among the phases) for the results that there are.
    template <class F>
    INLAY_INLINE static constexpr void for_results(F f) {
        std::size_t own = 0;
        for (std::size_t phase = 0; phase < phases; ++phase) {
            for (std::size_t r = 0; r < out_height; ++r) {
                const std::size_t y = phase / right + r * down;
                for (std::size_t c = 0; c < out_width; ++c, own += filters) {
                    const std::size_t x = phase % right + c * right;
                    if (y < S.out_height && x < S.out_width) f((y * S.out_width + x) * S.filters, own);
                }
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
