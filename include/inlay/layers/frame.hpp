// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/core/by.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/map.hpp>
#include <type_traits>
#include <utility>

/// Pictures within larger ones: what zero_padding and cropping share. A sequence is a picture of one row.
namespace inlay::inline INLAY_ABI::detail {

/// Rows and columns on each side.
struct edges {
    std::size_t top, bottom, left, right;
};

template <auto Amount>
constexpr bool is_amount() {
    if constexpr (std::integral<std::remove_const_t<decltype(Amount)>>) {
        return !std::cmp_less(Amount, 0);
    } else {
        return false;
    }
}

/// Whether amounts are one for all sides, or one for each; of pictures, also `by` for rows and columns.
template <std::size_t Axes, auto... Amounts>
constexpr bool are_edges() {
    if constexpr (sizeof...(Amounts) == 1 && Axes == 2) {
        return ((is_amount<Amounts>() || std::same_as<std::remove_const_t<decltype(Amounts)>, by>) && ...);
    } else {
        return (sizeof...(Amounts) == 1 || sizeof...(Amounts) == 2 * Axes) && (is_amount<Amounts>() && ...);
    }
}

template <std::size_t Axes>
constexpr edges edges_of(by both) {
    return Axes == 1 ? edges{0, 0, both.width, both.width} : edges{both.height, both.height, both.width, both.width};
}
template <std::size_t Axes>
constexpr edges edges_of(std::size_t before, std::size_t behind) {
    return {0, 0, before, behind};
}
template <std::size_t Axes>
constexpr edges edges_of(std::size_t top, std::size_t bottom, std::size_t left, std::size_t right) {
    return {top, bottom, left, right};
}

constexpr void edge_settings(auto&& visit, const char* what, std::size_t axes, edges e) {
    if (axes == 2) visit(what, e.top);
    if (axes == 2) visit(what, e.bottom);
    visit(what, e.left);
    visit(what, e.right);
}

/// A picture of height x width pixels, and the part of it within the edges.
struct frame_size {
    std::size_t height, width, channels;
    edges around;
    constexpr std::size_t rows() const { return height - around.top - around.bottom; }
    constexpr std::size_t line() const { return (width - around.left - around.right) * channels; }
    constexpr std::size_t corner() const { return (around.top * width + around.left) * channels; }
};

template <frame_size S, class T>
constexpr void take_inside(const T* from, T* to) {
    for (std::size_t i = 0; i < S.rows(); ++i) {
        simd::map(simd::fixed<S.line()>{}, [](auto a) { return a; }, to + i * S.line(), from + S.corner() + i * S.width * S.channels);
    }
}
template <frame_size S, class T>
constexpr void put_inside(const T* from, T* to) {
    for (std::size_t i = 0; i < S.height * S.width * S.channels; ++i) to[i] = 0;
    for (std::size_t i = 0; i < S.rows(); ++i) {
        simd::map(simd::fixed<S.line()>{}, [](auto a) { return a; }, to + S.corner() + i * S.width * S.channels, from + i * S.line());
    }
}

/// The larger picture from the smaller one (Grows), or the reverse.
template <class In, class Out, frame_size S, bool Grows>
struct bound_frame : bound_layer<In, Out> {
    template <class X, class Y>
    static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
        for (std::size_t n = 0; n < x.samples(); ++n) {
            if constexpr (Grows) {
                put_inside<S>(x.sample(n), y.sample(n));
            } else {
                take_inside<S>(x.sample(n), y.sample(n));
            }
        }
    }
    template <class DY, class DX>
    static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
        if constexpr (wanted<DX>) {
            for (std::size_t n = 0; n < dy.samples(); ++n) {
                if constexpr (Grows) {
                    take_inside<S>(dy.sample(n), dx.sample(n));
                } else {
                    put_inside<S>(dy.sample(n), dx.sample(n));
                }
            }
        }
    }
};

/// The shape that is larger, or smaller, by the edges than shape<H, W, Channels> or shape<Steps, Features>.
template <class In, edges E, bool Grows>
struct framed;
template <std::size_t H, std::size_t W, std::size_t C, edges E>
struct framed<shape<H, W, C>, E, true> {
    using type = shape<H + E.top + E.bottom, W + E.left + E.right, C>;
    static constexpr frame_size size{H + E.top + E.bottom, W + E.left + E.right, C, E};
};
template <std::size_t H, std::size_t W, std::size_t C, edges E>
    requires(H > E.top + E.bottom && W > E.left + E.right)
struct framed<shape<H, W, C>, E, false> {
    using type = shape<H - E.top - E.bottom, W - E.left - E.right, C>;
    static constexpr frame_size size{H, W, C, E};
};
template <std::size_t Steps, std::size_t C, edges E>
struct framed<shape<Steps, C>, E, true> {
    using type = shape<Steps + E.left + E.right, C>;
    static constexpr frame_size size{1, Steps + E.left + E.right, C, E};
};
template <std::size_t Steps, std::size_t C, edges E>
    requires(Steps > E.left + E.right)
struct framed<shape<Steps, C>, E, false> {
    using type = shape<Steps - E.left - E.right, C>;
    static constexpr frame_size size{1, Steps, C, E};
};

}  // namespace inlay::inline INLAY_ABI::detail
