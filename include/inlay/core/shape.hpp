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

/// Satisfied by every shape<...> without a zero extent.
template <class S>
concept Shape = detail::is_shape<S> && S::size > 0;

/// Satisfied by shapes of one extent: what dense takes and gives.
template <class S>
concept Vector = Shape<S> && S::rank == 1;

/// Satisfied by shape<height, width, channels>: what two-dimensional convolution and pooling take.
template <class S>
concept Image = Shape<S> && S::rank == 3;

}  // namespace inlay::inline INLAY_ABI
