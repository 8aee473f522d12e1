// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Extents of one sample, channels last as in Keras: shape<28, 28, 1> is a grey picture. The number of samples is
/// never part of a shape.
template <std::size_t... Extents>
struct shape {
    static constexpr std::size_t rank = sizeof...(Extents);
    static constexpr std::size_t size = (std::size_t{1} * ... * Extents);
    static constexpr std::array<std::size_t, rank> dims{Extents...};
};

namespace detail {
template <class>
inline constexpr bool is_shape = false;
template <std::size_t... Extents>
inline constexpr bool is_shape<shape<Extents...>> = true;
}  // namespace detail

/// Several tensors as one sample: what a network with several inputs takes, and a branch gives. Rank 0, so that only layers which
/// know of parts, or treat all elements alike, take it. Of n samples the first parts of all come first, then all second parts:
/// part<I>(view) is a view like any other.
template <class... Parts>
struct shapes {
    static constexpr std::size_t rank = 0;
    static constexpr std::size_t size = (std::size_t{0} + ... + Parts::size);
    static constexpr std::array<std::size_t, 0> dims{};
    static constexpr std::size_t parts = sizeof...(Parts);
};

namespace detail {
template <class... Parts>
inline constexpr bool is_shape<shapes<Parts...>> = sizeof...(Parts) > 0 && (is_shape<Parts> && ...) && ((Parts::rank > 0) && ...);

template <class S, std::size_t I>
struct part_of_shape;
template <class First, class... Parts, std::size_t I>
struct part_of_shape<shapes<First, Parts...>, I> : part_of_shape<shapes<Parts...>, I - 1> {
    static constexpr std::size_t before = First::size + part_of_shape<shapes<Parts...>, I - 1>::before;
};
template <class First, class... Parts>
struct part_of_shape<shapes<First, Parts...>, 0> {
    using type = First;
    static constexpr std::size_t before = 0;  // elements of the parts before it
};
}  // namespace detail

/// Satisfied by every shape<...> without a zero extent, and by shapes<...> of such.
template <class S>
concept Shape = detail::is_shape<S> && S::size > 0;

/// Satisfied by shapes<...>.
template <class S>
concept Shapes = Shape<S> && S::rank == 0 && requires { S::parts; };

/// The I-th of several shapes.
template <Shapes S, std::size_t I>
using part_shape = typename detail::part_of_shape<S, I>::type;

namespace detail {
/// How tables list a shape: its extents; of shapes<...> those of all parts with a 0 between them.
template <class S>
struct listed_extents {
    static constexpr std::array<std::size_t, S::rank> value = S::dims;
};
template <class... Parts>
struct listed_extents<shapes<Parts...>> {
    static constexpr auto value = [] {
        std::array<std::size_t, (std::size_t{0} + ... + (Parts::rank + 1)) - 1> all{};
        std::size_t at = 0;
        ((at += at > 0, [&] {
             for (const std::size_t extent : Parts::dims) all[at++] = extent;
         }()), ...);
        return all;
    }();
};
}  // namespace detail

/// The last extent, that of channels, features or classes; 0 of several parts.
template <Shape S>
inline constexpr std::size_t last_extent = 0;
template <Shape S>
    requires(S::rank > 0)
inline constexpr std::size_t last_extent<S> = S::dims[S::rank - 1];

/// The extents of a shape as tables, files and messages list them: those of several parts with a 0 between them.
template <Shape S>
inline constexpr auto extents_of = detail::listed_extents<S>::value;

/// Satisfied by shapes of one extent: what dense takes and gives.
template <class S>
concept Vector = Shape<S> && S::rank == 1;

/// Satisfied by shape<height, width, channels>: what two-dimensional convolution and pooling take.
template <class S>
concept Image = Shape<S> && S::rank == 3;

}  // namespace inlay::inline INLAY_ABI
