// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/convolution_backward.hpp>
#include <type_traits>

/// A convolution that runs: conv2d, and the pooling and functions behind it that were fused into it.
namespace inlay::inline INLAY_ABI {

namespace detail {

/// Stands where no pooling was fused into a convolution.
struct no_pooling {};
template <class Next>
concept FusedFunction = requires { typename Next::function; };
template <class Function>
concept Increasing = requires { requires Function::increasing; };
template <class Next>
concept FusedPooling = requires { Next::pooling; };

template <class Pool, class Out>
struct pooled_output {
    using type = Out;
    static constexpr std::size_t rows = 1;
};
template <FusedPooling Pool, class Out>
struct pooled_output<Pool, Out> {
    using type = typename Pool::output;
    static constexpr std::size_t rows = Pool::pooling.pool_height;
};

/// The convolution L on In, with what was fused into it: Before is applied to its results, these are pooled, After is applied
/// to what is left. Pictures go through one by one, a few rows at a time, so that all of it stays in the first cache.
template <class L, class In, class Before, class Pool, class After>
struct bound_conv2d : bound_layer<In, typename pooled_output<Pool, typename L::template result<In>>::type> {
    static constexpr simd::convolution_size size = L::template size_on<In>;
    using result = typename pooled_output<Pool, typename L::template result<In>>::type;
    using applied = std::conditional_t<std::is_same_v<Before, unchanged>, After, Before>;
    static constexpr bool pools = FusedPooling<Pool>, plain = std::is_same_v<applied, unchanged>;
    template <class T>
    using parameters = typename L::template parameters_on<T, In>;
    using room = simd::convolution_room<size>;
    // Without pooling, results that fill whole rows are written and read where they belong.
    static constexpr bool direct = !pools && !room::few;

    static constexpr keep keeps = plain ? keep::input : keep::input_and_output;
    static constexpr memory cache{pools ? result::size / size.filters * room::pixel : 0, 0};  // which position of a window won
    static constexpr std::size_t forward_room =
        room::frame + room::weights + (direct ? 0 : (pools ? pooled_output<Pool, result>::rows : room::rows_together) * room::line);
    static constexpr std::size_t backward_room =
        2 * size.frame() + room::line + room::gradient + (direct && plain ? 0 : room::results) + size.kernel();
    static constexpr memory inference_scratch{0, forward_room};
    static constexpr memory training_scratch{0, forward_room > backward_room ? forward_room : backward_room};
    static constexpr std::uint64_t flops = 2 * std::uint64_t{size.result()} * size.depth();

    // Whether all windows are of the same, even height.
    static constexpr bool even_rows = [] {
        if constexpr (pools) {
            return Pool::pooling.whole() && Pool::pooling.pool_height % 2 == 0;
        } else {
            return false;
        }
    }();

    // Whether every result gets a gradient.
    static constexpr bool covered = [] {
        if constexpr (pools) {
            return Pool::pooling.covers();
        } else {
            return true;
        }
    }();

    template <class Next, bool Training>
    static constexpr bool absorbs = [] {
        if constexpr (FusedFunction<Next>) {
            return Training ? plain && Next::keeps == keep::output : std::is_same_v<std::conditional_t<pools, After, Before>, unchanged>;
        } else if constexpr (FusedPooling<Next>) {
            return !pools && Next::pooling.disjoint();
        } else {
            return false;
        }
    }();
    template <class Next>
    using with = decltype([] {
        if constexpr (FusedPooling<Next>) {
            if constexpr (Increasing<Before>) {  // commutes with the maximum, and then has less to do
                return std::type_identity<bound_conv2d<L, In, unchanged, Next, Before>>{};
            } else {
                return std::type_identity<bound_conv2d<L, In, Before, Next, unchanged>>{};
            }
        } else if constexpr (pools) {
            return std::type_identity<bound_conv2d<L, In, Before, Pool, typename Next::function>>{};
        } else {
            return std::type_identity<bound_conv2d<L, In, typename Next::function, Pool, unchanged>>{};
        }
    }())::type;

    template <class W, class To>
    static constexpr void scale_outputs(const parameters<W>& from, const W* scale, const W* shift, To& to) {
        fold_scale<size.filters>(from, scale, shift, to);
    }

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        const W* const bias = bias_of<size.filters>(p);
        if constexpr (pools && Pass::training) {
            pictures(p.kernel.data(), bias, x.data(), y.data(), x.samples(), pass.scratch.per_call, pass.cache.per_sample);
        } else {
            pictures(p.kernel.data(), bias, x.data(), y.data(), x.samples(), pass.scratch.per_call, no_winners<T>{});
        }
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        gradients(p.kernel.data(), dy, dx, dp.kernel.data(), bias_slope_of(dp), pass);
    }

    /// The gradients with a kernel and its gradient by their addresses; without db, a nullptr, that of the bias is left out.
    template <class W, class DY, class DX, class G>
    static constexpr void gradients(const W* kernel, DY dy, DX dx, G* dw, G* db, const auto& pass) {
        using T = typename DY::value_type;
        using kernels = simd::convolution<size, T>;
        using backward_kernels = simd::convolution_backward<size, T>;
        T* const frame = pass.scratch.per_call;
        T* const dx_frame = frame + size.frame();
        T* const zeros = dx_frame + size.frame();
        T* const sums = zeros + kernels::line;
        T* const dz = sums + kernels::gradient_room;
        T* const turned = dz + (direct && plain ? 0 : kernels::results_room);
        // What pads dz, and positions that no window reaches, stay 0.
        if constexpr (!(direct && plain)) fill_zero(dz, kernels::results_room);
        // Written out each time, so that what only constant expressions do is not compiled; a constant's initialiser would always be one.
        if (!INLAY_CONSTANT_EVALUATED && std::is_same_v<T, G>) {
            simd::clear_frame<size>(frame);
            fill_zero(zeros, kernels::line + kernels::gradient_room);
            if constexpr (wanted<DX>) backward_kernels::turn(kernel, turned);
        }
        for (std::size_t n = 0; n < dy.samples(); ++n) {
            // Sorted, what the sample before has left lies in their places.
            if constexpr (kernels::group > 1 && (kernels::over > 0 || !covered)) fill_zero(dz, kernels::results_room);
            const T* const d = [&]() -> const T* {
                if constexpr (pools) {
                    for (std::size_t i = 0; i < result::dims[0]; ++i) {
                        const std::size_t at = i * result::dims[1], row = Pool::pooling.rows(i).begin;
                        Pool::template row_backward<kernels::pixel, applied>(i, dy.sample(n) + at * size.filters, kept_output(pass, n) + at * size.filters,
                                                                              winners_of<T>(pass, n) + at * kernels::pixel, dz + row * kernels::line, kernels::line);
                    }
                    return dz;
                } else if constexpr (direct && plain) {
                    return dy.sample(n);
                } else {
                    backward_kernels::template through<applied>(dy.sample(n), kept_output(pass, n), dz);
                    return dz;
                }
            }();
            const T* const x = pass.x.sample(n);
            // A frame is copied over all that the kernel reaches.
            constexpr bool overwritten = size.framed() && size.reached_height() == size.height && size.reached_width() == size.width;
            if constexpr (wanted<DX>) {
                if (INLAY_CONSTANT_EVALUATED || !std::is_same_v<T, G> || !overwritten) fill_zero(dx.sample(n), size.picture());
            }
            if (INLAY_CONSTANT_EVALUATED || !std::is_same_v<T, G>) {
                const auto to = [&] {
                    if constexpr (wanted<DX>) {
                        return dx.sample(n);
                    } else {
                        return dx;
                    }
                }();
                simd::convolve_backward_simply<size>(x, d, kernels::line, kernels::pixel, kernel, to, dw, db);
                continue;
            }
            if constexpr (std::is_same_v<T, G>) {
                if constexpr (wanted<DX> && size.framed()) {
                    simd::clear_frame<size>(dx_frame);
                    backward_kernels::input(d, turned, dx_frame);
                    simd::for_framed_rows<size>([&](std::size_t picture, std::size_t framed, std::size_t count) {
                        for (std::size_t i = 0; i < count; ++i) dx.sample(n)[picture + i] = dx_frame[framed + i];
                    });
                } else if constexpr (wanted<DX>) {
                    backward_kernels::input(d, turned, dx.sample(n));
                }
                if constexpr (kernels::group > 1) backward_kernels::sort(dz);
                backward_kernels::kernel(simd::put_into_frame<size>(x, frame), d, zeros, kernels::few ? sums : dw);
                if (db != nullptr) backward_kernels::bias(d, db);
            }
        }
        if constexpr (kernels::few && std::is_same_v<T, G>) {
            if (!INLAY_CONSTANT_EVALUATED) backward_kernels::fold(sums, dw);
        }
    }

    template <class T>
    struct no_winners {};

    /// Forward with a kernel and a bias by their addresses. One function for any number of pictures, whether that is known to the
    /// compiler or not.
    template <class W, class T, class Winners>
    static constexpr void pictures(const W* w, const W* bias, const T* x, T* y, std::size_t n, T* room, Winners winners) {
        using kernels = simd::convolution<size, T>;
        constexpr std::size_t pixel = kernels::pixel, line = kernels::line, y_row = result::dims[1] * size.filters;
        T* const padded = room + kernels::frame_room;
        T* const z = padded + kernels::weights_room;
        if (INLAY_CONSTANT_EVALUATED) {
            for (; n > 0; --n, x += size.picture()) {
                if constexpr (pools) {
                    pool_rows(y, winners, z, [&](std::size_t row, std::size_t count) {
                        simd::convolve_simply<size, Before>(x, row, count, w, bias, z, line, pixel);
                    });
                } else {
                    simd::convolve_simply<size, Before>(x, 0, size.out_height, w, bias, y, y_row, size.filters);
                    y += result::size;
                }
            }
            return;
        }
        fill_zero(room, kernels::frame_room);
        const auto ready = kernels::prepare(w, bias, padded);
        for (; n > 0; --n, x += size.picture()) {
            const T* const from = kernels::rolls ? x : simd::put_into_frame<size>(x, room);
            typename kernels::template lines<kernels::rolls> lines(from, room);
            if constexpr (pools) {
                pool_rows(y, winners, z, [&](std::size_t row, std::size_t count) __attribute__((always_inline)) {
                    kernels::template rows<Before, even_rows>(lines, row, count, ready, z);
                });
            } else if constexpr (kernels::few) {
                constexpr std::size_t step = kernels::rows_together;
                for (std::size_t row = 0; row < size.out_height; row += step) {
                    const std::size_t count = row + step <= size.out_height ? step : size.out_height - row;
                    kernels::template rows<Before, size.out_height % 2 == 0>(lines, row, count, ready, z);
                    for (std::size_t r = 0; r < count; ++r, y += y_row) kernels::put_row(z + r * line, y);
                }
            } else {
                kernels::template rows<Before, size.out_height % 2 == 0>(lines, 0, size.out_height, ready, y);
                y += result::size;
            }
        }
    }

private:
    // Calls rows(first, count) for the rows of z under each row of windows of a picture, and pools them into y.
    template <class T, class Winners>
    INLAY_INLINE static constexpr void pool_rows(T*& y, Winners& winners, const T* z, auto rows) {
        using kernels = simd::convolution<size, T>;
        for (std::size_t i = 0; i < result::dims[0]; ++i, y += result::dims[1] * size.filters) {
            const auto span = Pool::pooling.rows(i);
            rows(span.begin, span.count);
            if constexpr (std::is_same_v<Winners, T*>) {
                Pool::template row<kernels::pixel, After>(i, z, kernels::line, y, winners);
                winners += result::dims[1] * kernels::pixel;
            } else {
                Pool::template row<kernels::pixel, After>(i, z, kernels::line, y, discard{});
            }
        }
    }
    template <class T>
    static constexpr const T* winners_of(const auto& pass, std::size_t n) {
        return pass.cache.per_sample + n * (result::size / size.filters * simd::convolution<size, T>::pixel);
    }
    static constexpr auto* kept_output(const auto& pass, std::size_t n) {
        if constexpr (plain) {
            return pass.cache.per_sample;  // not read
        } else {
            return pass.y.sample(n);
        }
    }
    template <class T>
    static constexpr void fill_zero(T* to, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) to[i] = 0;
    }
};

}  // namespace detail

}  // namespace inlay::inline INLAY_ABI
