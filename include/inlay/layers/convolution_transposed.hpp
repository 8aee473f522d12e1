// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/core/view.hpp>
#include <inlay/layers/convolution_engines.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/convolution_backward.hpp>
#include <inlay/simd/map.hpp>

/// Transposed convolutions: the gradient of a convolution S for its picture, whose picture is what the layer gives and whose
/// results are what it gets. So its own gradients are S forward, and S's for the kernel with both sides exchanged.
namespace inlay::inline INLAY_ABI::detail {

/// The length that a transposed convolution gives, Keras' deconv_output_length, and S's zeros in front of it.
template <class Options>
constexpr windows transposed_windows(std::size_t extent, std::size_t kernel, std::size_t stride, std::size_t around) {
    const std::size_t reach = (extent - 1) * stride + kernel;
    if (Options::pads_by_hand) return {reach > 2 * around ? reach - 2 * around : 0, around};
    if (Options::pad == padding::valid) return {extent * stride + (kernel > stride ? kernel - stride : 0), 0};
    return {extent * stride, reach > extent * stride ? (reach - extent * stride) / 2 : 0};
}

/// Engine: see layers/convolution_engines.hpp. x lies as S's results and y as S's picture.
template <simd::convolution_size S>
struct transposed_convolution {
    using engine = whole_convolution<S>;
    using room_of = simd::convolution_room<S>;
    static constexpr std::size_t forward_room = S.frame() + S.kernel() + room_of::results;
    static constexpr std::size_t backward_room = engine::forward_room > engine::backward_room ? engine::forward_room : engine::backward_room;

    template <class Function, class T, class W>
    static constexpr void forward(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        if (INLAY_CONSTANT_EVALUATED) {
            for (std::size_t n = 0; n < count; ++n) by_definition(w, bias, x + n * S.result(), y + n * S.picture());
        } else {
            pictures(w, bias, x, y, count, room);
        }
        if constexpr (!std::is_same_v<Function, unchanged>) {
            simd::map(count * S.picture(), [](auto v) { return Function::value(v); }, y, static_cast<const T*>(y));
        }
    }

    template <class T, class W, class DX, class G>
    static constexpr void backward(const W* w, const T* x, const T* dz, [[maybe_unused]] DX dx, G* dw, std::size_t count, T* room) {
        engine::backward(w, dz, x, discard{}, dw, count, room);
        if constexpr (wanted<DX>) engine::template forward<unchanged>(w, static_cast<const W*>(simd::zeros<W, S.filters>), dz, dx, count, room);
    }

private:
    template <class T, class W>
    static constexpr void by_definition(const W* w, const W* bias, const T* x, T* y) {
        for (std::size_t i = 0; i < S.picture(); ++i) y[i] = static_cast<T>(bias[i % S.channels]);
        for (std::size_t oy = 0; oy < S.out_height; ++oy) {
            for (std::size_t ox = 0; ox < S.out_width; ++ox) {
                simd::for_taps<S>(oy, ox, [=](std::size_t in, std::size_t tap) {
                    for (std::size_t c = 0; c < S.channels; ++c) {
                        for (std::size_t o = 0; o < S.filters; ++o) {
                            y[in * S.channels + c] += x[(oy * S.out_width + ox) * S.filters + o] * static_cast<T>(w[(tap * S.channels + c) * S.filters + o]);
                        }
                    }
                });
            }
        }
    }

    template <class T, class W>
    static void pictures(const W* w, const W* bias, const T* x, T* y, std::size_t count, T* room) {
        using kernels = simd::convolution<S, T>;
        using backward_kernels = simd::convolution_backward<S, T>;
        T *const frame = room, *const turned = frame + S.frame(), *const padded = turned + S.kernel();
        backward_kernels::turn(w, turned);
        if constexpr (kernels::few) {
            for (std::size_t i = 0; i < kernels::results_room; ++i) padded[i] = 0;  // what pads x stays 0
        }
        for (; count > 0; --count, x += S.result(), y += S.picture()) {
            const T* from = x;
            if constexpr (kernels::few) {
                backward_kernels::template through<unchanged>(x, nullptr, padded);
                from = padded;
            }
            if constexpr (S.framed()) {
                start(bias, frame, S.frame() / S.channels);
                backward_kernels::input(from, turned, frame);
                // Beyond the last window there is the bias alone.
                if constexpr (S.reached_height() < S.height || S.reached_width() < S.width) start(bias, y, S.height * S.width);
                simd::for_framed_rows<S>([&](std::size_t picture, std::size_t framed, std::size_t length) {
                    for (std::size_t i = 0; i < length; ++i) y[picture + i] = frame[framed + i];
                });
            } else {
                start(bias, y, S.height * S.width);
                backward_kernels::input(from, turned, y);
            }
        }
    }
    template <class T, class W>
    static void start(const W* bias, T* to, std::size_t pixels) {
        for (std::size_t i = 0; i < pixels; ++i, to += S.channels) {
            for (std::size_t c = 0; c < S.channels; ++c) to[c] = static_cast<T>(bias[c]);
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
