// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/padding.hpp>
#include <inlay/layers/convolution_bound.hpp>
#include <inlay/layers/convolution_recipe.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/winograd.hpp>
#include <inlay/simd/winograd_rows.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {
template <std::size_t Outputs, std::size_t Stride>
concept Filtering = requires { simd::minimal_filtering<Outputs, Stride>::taps; };
}  // namespace detail

/// Rows and columns of outputs that a winograd_conv2d computes at a time.
struct output_tile : by {
    constexpr output_tile(std::size_t both) : by(both) {}
    constexpr output_tile(std::size_t h, std::size_t w) : by(h, w) {}
    constexpr output_tile(by both) : by(both) {}
};

/// A conv2d of 3 x 3 taps that only infers, with fewer products: its kernel lies transformed, and takes more memory (simd/winograd.hpp has the
/// method). It comes from a trained conv2d:
///
///     nn::inference_model<nn::winograd>(model)
///
/// In each direction:
///
///     stride   output_tile   products   taps of the kernel
///     1        4             1/2        6
///     1        2             2/3        4
///     2        4             3/4        6
///     2        2             5/6        4
///     any      1 (a width)   all        3
///
/// Rounding errors are about twice those of a conv2d with tiles of 4 x 4, else as large.
///
///     in           shape<H, W, Channels>
///     out          shape<H', W', Filters>    as conv2d's, with at most one row and column of zeros on a side
///     parameters   kernel  shape<taps, taps, Channels, Filters>  the transformed one
///                  bias    shape<Filters>  left out with use_bias::no
template <std::size_t Filters, auto... Options>
struct winograd_conv2d {
    static_assert((detail::is_option<Options, strides, padding, zeros, dilation, groups, use_bias, output_tile> && ...),
                  "inlay: winograd_conv2d takes what conv2d does, and output_tile, besides its filters");
    using options = detail::convolution_options<Options...>;
    static_assert(options::spread == by(1) && options::parts == 1, "inlay: the taps of winograd_conv2d are neighbours and meet all channels");
    static_assert(Filters > 0, "inlay: winograd_conv2d needs at least one filter");
    static_assert(options::pad != padding::causal, "inlay: a picture has no past: padding::causal is for conv1d");
    static_assert(options::around.height < 2 && options::around.width < 2, "inlay: winograd_conv2d knows zeros{0} and zeros{1}");
    static constexpr output_tile tile = detail::option(output_tile(options::stride.height == 1 ? 4 : 2, options::stride.width == 1 ? 4 : 2), Options...);
    static_assert(tile.height > 1 && detail::Filtering<tile.height, options::stride.height> && detail::Filtering<tile.width, options::stride.width>,
                  "inlay: winograd_conv2d computes 2 or 4 rows of outputs at a time, of 1, 2 or 4 columns, with strides of 1 or 2");
    static constexpr const char* name = "winograd_conv2d";
    using advice = advice::it_needs_shape_height_width_channels_no_smaller_than_the_window;
    static constexpr void settings(auto&& visit) {
        visit("filters", Filters);
        options::pictured_settings(visit);
        visit("output_tile_height", tile.height);
        visit("output_tile_width", tile.width);
    }

    using down = simd::minimal_filtering<tile.height, options::stride.height>;
    using across = simd::minimal_filtering<tile.width, options::stride.width>;
    template <simd::convolution_size S>
    struct engine : simd::winograd<S, down, across> {};
    template <class In>
    static constexpr simd::convolution_size size_on = options::size({In::dims[0], In::dims[1]}, In::dims[2], Filters, by(3), 1);
    template <class In>
    using engine_on = engine<size_on<In>>;
    template <class In>
    using result = shape<size_on<In>.out_height, size_on<In>.out_width, Filters>;
    template <class T, class In>
    using parameters_on =
        detail::kernel_and_bias<T, shape<down::taps, across::taps, In::dims[2], Filters>, Filters, size_on<In>.depth(), 9 * Filters, options::bias>;
    template <class In>
    static constexpr std::uint64_t flops_on = engine_on<In>::flops;
    template <class In>
    static constexpr std::size_t inner = 1;

    template <Image In>
        requires(options::rows(In::dims[0], 3).count > 0 && options::columns(In::dims[1], 3).count > 0)
    using on = detail::bound_convolution<winograd_conv2d, In, engine, unchanged>;

    /// Overwrites `to`, parameters on In, with those of the same conv2d.
    template <class In, class From, class To>
    static constexpr void convert(const From& from, To& to) {
        engine_on<In>::transform_kernel(from.kernel.data(), to.kernel.data());
        if constexpr (requires { to.bias; }) {
            for (std::size_t o = 0; o < Filters; ++o) to.bias[o] = detail::bias_of<Filters>(from)[o];
        }
    }
};

template <std::size_t Filters, by Kernel, auto... Options>
struct conv2d;

namespace detail {
template <class L, class In>
struct winograd_form {
    using type = L;
};
/// The output_tile of the transformed form of a conv2d, where that is faster as measured (docs/performance.md); else nothing.
template <class Options>
constexpr by winograd_tile(by kernel, by out, std::size_t channels, std::size_t filters) {
    constexpr by none{0};
    const bool strided = Options::stride == by(2);
    if (kernel != by(3) || !(strided || Options::stride == by(1)) || Options::spread != by(1) || Options::parts != 1) return none;
    if (Options::around.height > 1 || Options::around.width > 1 || filters < 8) return none;
    const auto tiles = [](std::size_t outputs, std::size_t at_once) { return (outputs + at_once - 1) / at_once; };
    if (channels < (strided ? 32u : 8u)) {
        // Few channels for transforms in both directions. Down the picture only, what is left of the last four rows must not cost what is
        // saved; with stride 2, which saves less, the kernel must be of the first cache's size (40 KB), and serve rows of some length.
        const bool few = channels > 1 && (filters == 8 || filters == 16) && 40 * tiles(out.height, 4) <= 11 * out.height;
        const bool strided_few = channels >= 16 && filters % 16 == 0 && 18 * channels * filters <= 10'240 && out.height % 4 == 0 && out.width >= 16;
        const bool stays = out.height * out.width * filters <= 262'144;  // or the results are what takes the time
        return stays && out.height >= 12 && (strided ? strided_few : few) ? by(4, 1) : none;
    }
    // Four outputs in a direction, where parts of the last four do not make them slower than two (5, 6, 9 and 10 outputs do); two where few
    // tiles would meet more weights than half a second cache holds.
    const auto along = [&](std::size_t outputs) -> std::size_t { return !strided && 69 * tiles(outputs, 4) <= 40 * tiles(outputs, 2) ? 4 : 2; };
    const bool weighty = tiles(out.height, 4) * tiles(out.width, 4) < 8 && 36 * sizeof(float) * channels * filters > 512 * 1024;
    const by tile = weighty ? by(2) : by(along(out.height), along(out.width));
    if (out.height <= tile.height || out.width <= tile.width) return none;
    // 5/9 of the products of the definition or less; with stride 2, 3/4.
    const auto products = [&](std::size_t outputs, std::size_t at_once) { return tiles(outputs, at_once) * (strided ? 5 : at_once + 2); };
    const std::size_t needed = products(out.height, tile.height) * products(out.width, tile.width), defined = 9 * out.height * out.width;
    return (strided ? 4 * needed <= 3 * defined : 9 * needed <= 5 * defined) ? tile : none;
}
template <std::size_t Filters, by Kernel, auto... Options, class In>
struct winograd_form<conv2d<Filters, Kernel, Options...>, In> {
    using options = convolution_options<Options...>;
    static constexpr by out{options::rows(In::dims[0], Kernel.height).count, options::columns(In::dims[1], Kernel.width).count};
    static constexpr by tile = winograd_tile<options>(Kernel, out, In::dims[2], Filters);
    using type = decltype([] {
        if constexpr (tile != by(0)) {
            return std::type_identity<winograd_conv2d<Filters, Options..., output_tile(tile)>>{};
        } else {
            return std::type_identity<conv2d<Filters, Kernel, Options...>>{};
        }
    }())::type;
};
}  // namespace detail

/// For inference_t: convolutions of 3 x 3 taps by Winograd's minimal filtering where that is faster.
struct winograd {
    template <class L, class In>
    using form = typename detail::winograd_form<L, In>::type;
};

}  // namespace inlay::inline INLAY_ABI
