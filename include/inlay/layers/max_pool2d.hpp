// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// The largest value under each window, Keras' MaxPooling2D. Positions outside the picture never win; a NaN always does.
/// The gradient goes to the first of equals.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Channels>    valid: H' = (H - pool) / stride + 1    same: H' = ceil(H / stride)
template <by Pool, by Strides = Pool, padding Padding = padding::valid>
struct max_pool2d {
    static_assert(Pool.height > 0 && Pool.width > 0, "inlay: a window of max_pool2d has no zero extent");
    static_assert(Strides.height > 0 && Strides.width > 0, "inlay: a stride of max_pool2d is at least 1");
    static constexpr const char* name = "max_pool2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    static constexpr void settings(auto&& visit) {
        visit("pool_height", Pool.height);
        visit("pool_width", Pool.width);
        visit("stride_height", Strides.height);
        visit("stride_width", Strides.width);
        visit("padding", to_text(Padding));
    }

    template <Image In>
    static constexpr windows rows_on = windows_of(In::dims[0], Pool.height, Strides.height, Padding);
    template <Image In>
    static constexpr windows columns_on = windows_of(In::dims[1], Pool.width, Strides.width, Padding);

    template <Image In>
        requires(rows_on<In>.count > 0 && columns_on<In>.count > 0)
    struct on : bound_layer<In, shape<rows_on<In>.count, columns_on<In>.count, In::dims[2]>> {
        using output = shape<rows_on<In>.count, columns_on<In>.count, In::dims[2]>;
        static constexpr std::size_t height = In::dims[0], width = In::dims[1], channels = In::dims[2];
        static constexpr keep keeps = keep::input_and_output;
        static constexpr std::uint64_t flops = std::uint64_t{output::size} * Pool.height * Pool.width;

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            for (std::size_t n = 0; n < x.samples(); ++n) {
                for_windows([from = x.sample(n), to = y.sample(n)](std::size_t out, std::size_t in, bool first) {
                    if (first) {
                        for (std::size_t c = 0; c < channels; ++c) to[out + c] = from[in + c];
                    } else {
                        simd::map(channels, [](auto most, auto v) { return select(v <= most, most, select(most == most, v, most)); },
                                  to + out, static_cast<const typename Y::value_type*>(to + out), from + in);
                    }
                });
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
                for (std::size_t n = 0; n < dy.samples(); ++n) {
                    const T *x = pass.x.sample(n), *y = pass.y.sample(n), *d = dy.sample(n);
                    T* to = dx.sample(n);
                    bool found[channels] = {};
                    for_windows([&](std::size_t out, std::size_t in, bool first) {
                        for (std::size_t c = 0; c < channels; ++c) {
                            if (first) found[c] = false;
                            const bool hit = !found[c] && (x[in + c] == y[out + c] || x[in + c] != x[in + c]);
                            found[c] = found[c] || hit;
                            to[in + c] += hit ? d[out + c] : T(0);
                        }
                    });
                }
            }
        }

    private:
        // f(output element, input element, whether it is the window's first) for channel 0 of each position.
        static constexpr void for_windows(auto&& f) {
            std::size_t out = 0;
            for (std::size_t oy = 0; oy < output::dims[0]; ++oy) {
                for (std::size_t ox = 0; ox < output::dims[1]; ++ox, out += channels) {
                    bool first = true;
                    for (std::size_t ky = 0; ky < Pool.height; ++ky) {
                        const std::size_t iy = oy * Strides.height + ky - rows_on<In>.before;
                        if (iy >= height) continue;
                        for (std::size_t kx = 0; kx < Pool.width; ++kx) {
                            const std::size_t ix = ox * Strides.width + kx - columns_on<In>.before;
                            if (ix >= width) continue;
                            f(out, (iy * width + ix) * channels, first);
                            first = false;
                        }
                    }
                }
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
