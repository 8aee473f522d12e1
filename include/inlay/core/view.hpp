// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Number of samples of a view that is known only at run time.
inline constexpr std::size_t dynamic = static_cast<std::size_t>(-1);

/// Samples of shape S, one after the other, in memory that somebody else owns. The sample's shape is static; their
/// number is N, or a run-time extent where N is `dynamic`. view<const T, ...> is read-only.
template <class T, Shape S, std::size_t N = dynamic>
struct view {
    using value_type = std::remove_const_t<T>;
    using element_type = T;
    using shape_type = S;
    static constexpr std::size_t extent = N;

    T* values;

    constexpr explicit view(T* from) : values(from) {}
    static constexpr std::size_t samples() { return N; }
    static constexpr std::size_t size() { return N * S::size; }
    constexpr T* data() const { return values; }
    constexpr T* sample(std::size_t n) const { return values + n * S::size; }
};

template <class T, Shape S>
struct view<T, S, dynamic> {
    using value_type = std::remove_const_t<T>;
    using element_type = T;
    using shape_type = S;
    static constexpr std::size_t extent = dynamic;

    T* values;
    std::size_t count;

    constexpr view(T* from, std::size_t samples) : values(from), count(samples) {}
    constexpr std::size_t samples() const { return count; }
    constexpr std::size_t size() const { return count * S::size; }
    constexpr T* data() const { return values; }
    constexpr T* sample(std::size_t n) const { return values + n * S::size; }
};

/// Stands where an input gradient is not wanted: the first layer never computes it.
struct discard {};

/// True unless the view is a discard.
template <class V>
inline constexpr bool wanted = !std::same_as<std::remove_cvref_t<V>, discard>;

/// A view of other memory or shape with as many samples as `like`.
template <class S, class T, class V>
constexpr auto view_like(T* values, V like) {
    if constexpr (V::extent == dynamic) {
        return view<T, S>(values, like.samples());
    } else {
        return view<T, S, V::extent>(values);
    }
}

/// The I-th parts of all samples of a view over shapes<...>.
template <std::size_t I, class T, Shapes S, std::size_t N>
constexpr auto part(view<T, S, N> v) {
    return view_like<part_shape<S, I>, T>(v.data() + detail::part_of_shape<S, I>::before * v.samples(), v);
}

}  // namespace inlay::inline INLAY_ABI
