// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {
/// A vector register's worth where the tensor fills one; small tensors and scalar builds keep the type's own.
template <class T, std::size_t Size>
constexpr std::size_t alignment_of() {
    return INLAY_VECTOR_BYTES > alignof(T) && Size * sizeof(T) >= INLAY_VECTOR_BYTES ? INLAY_VECTOR_BYTES : alignof(T);
}
}  // namespace detail

/// An aligned array of fixed shape, row-major. An aggregate: tensor<float, shape<2, 3>> t{{1, 2, 3, 4, 5, 6}}.
template <class T, Shape S>
struct tensor {
    using value_type = T;
    using shape_type = S;
    alignas(detail::alignment_of<T, S::size>()) T values[S::size];

    static constexpr std::size_t size() { return S::size; }
    constexpr T* data() { return values; }
    constexpr const T* data() const { return values; }
    constexpr T* begin() { return values; }
    constexpr const T* begin() const { return values; }
    constexpr T* end() { return values + S::size; }
    constexpr const T* end() const { return values + S::size; }
    constexpr T& operator[](std::size_t i) { return values[i]; }
    constexpr const T& operator[](std::size_t i) const { return values[i]; }

    /// The element at one index per extent.
    template <class... Index>
        requires(sizeof...(Index) == S::rank)
    constexpr T& operator()(Index... index) {
        return values[offset(index...)];
    }
    template <class... Index>
        requires(sizeof...(Index) == S::rank)
    constexpr const T& operator()(Index... index) const {
        return values[offset(index...)];
    }
    friend constexpr bool operator==(const tensor&, const tensor&) = default;

private:
    template <class... Index>
    static constexpr std::size_t offset(Index... index) {
        std::size_t at = 0, axis = 0;
        ((at = at * S::dims[axis++] + static_cast<std::size_t>(index)), ...);
        return at;
    }
};

/// Position of the largest element, the first of equals: the predicted class.
template <class Values>
constexpr std::size_t argmax(const Values& values) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i] > values[best]) best = i;
    }
    return best;
}

}  // namespace inlay::inline INLAY_ABI
