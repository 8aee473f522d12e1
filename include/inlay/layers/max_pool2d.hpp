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

/// The largest value under each window, Keras' MaxPooling2D. Positions outside the picture never win; a NaN
/// always does. The gradient goes to the first of equals, that of a NaN to the window's first position.
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
                for_windows([from = x.sample(n), to = y.sample(n)](const window& w) {
                    simd::for_packs<typename Y::value_type, channels>([&]<class P>(P*, std::size_t c) {
                        P most = P::load(from + w.input + c);
                        w.for_positions([&](std::size_t at) {
                            const P v = P::load(from + at + c);
                            most = select(v <= most, most, select(most == most, v, most));
                        });
                        most.store(to + w.output + c);
                    });
                });
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
                for (std::size_t n = 0; n < dy.samples(); ++n) {
                    const T *const x = pass.x.sample(n), *const y = pass.y.sample(n), *const d = dy.sample(n);
                    for_windows([=, to = dx.sample(n)](const window& w) {
                        simd::for_packs<T, channels>([&]<class P>(P*, std::size_t c) {
                            const P most = P::load(y + w.output + c);
                            P left = P::load(d + w.output + c);  // 0 as soon as a position has taken it
                            w.for_positions([&](std::size_t at) {
                                const auto less = P::load(x + at + c) < most;
                                (P::load(to + at + c) + select(less, P(0), left)).store(to + at + c);
                                left = select(less, left, P(0));
                            });
                        });
                    });
                }
            }
        }

    private:
        // A window's part on the picture: its first element in input and output, and its extents.
        struct window {
            std::size_t input, output, rows, columns;

            INLAY_INLINE constexpr void for_positions(auto f) const {
                for (std::size_t r = 0; r < rows; ++r) {
                    for (std::size_t c = 0; c < columns; ++c) f(input + (r * width + c) * channels);
                }
            }
        };
        struct span {
            std::size_t begin, count;
        };
        static constexpr span clip(std::size_t at, std::size_t before, std::size_t size, std::size_t extent) {
            const std::size_t begin = at > before ? at - before : 0, end = at + size - before;
            return {begin, (end < extent ? end : extent) - begin};
        }

        INLAY_INLINE static constexpr void for_windows(auto f) {
            std::size_t out = 0;
            for (std::size_t i = 0; i < output::dims[0]; ++i) {
                const span r = clip(i * Strides.height, rows_on<In>.before, Pool.height, height);
                for (std::size_t j = 0; j < output::dims[1]; ++j, out += channels) {
                    const span c = clip(j * Strides.width, columns_on<In>.before, Pool.width, width);
                    f(window{(r.begin * width + c.begin) * channels, out, r.count, c.count});
                }
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
