// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// What the gradient of a first layer's first tensor, x^T dz, follows from. It is as large as the tensor, and would go through
/// memory only to be read once by the optimiser: a layer with `defers` can give it in parts, where it is used.
template <class T>
struct deferred_product {
    const T* x;
    const T* dz;
    std::size_t rows;
};

/// Stands where the gradient of the input would, which a first layer never computes: backward of a layer with `defers` leaves
/// its first tensor's gradient alone and says here what it follows from.
template <class T>
struct deferral {
    deferred_product<T>* product;
};

/// Who takes a deferred gradient in parts: use(this, first element, values, how many) is called for each; the values are its
/// own until it returns.
template <class T>
struct gradient_user {
    void (*use)(gradient_user&, std::size_t, T*, std::size_t);
};

namespace detail {
template <class V>
inline constexpr bool is_deferral = false;
template <class T>
inline constexpr bool is_deferral<deferral<T>> = true;
}  // namespace detail

}  // namespace inlay::inline INLAY_ABI
