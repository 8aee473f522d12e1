// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/training/samples.hpp>
#include <utility>

/// A sample of several parts holds them one after the other; a batch holds the first parts of all samples first.
namespace inlay::inline INLAY_ABI::detail {

/// Calls f(elements of the parts before it, elements) for each part of a shape.
template <class S, class F>
void for_parts(F f) {
    if constexpr (Shapes<S>) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(part_of_shape<S, I>::before, part_shape<S, I>::size), ...);
        }(std::make_index_sequence<S::parts>{});
    } else {
        f(std::size_t{0}, S::size);
    }
}

/// Copies the samples of shape S at n indices into a batch, converting their elements.
template <class S, class T>
void gather_batch(const sample_array& from, const std::uint32_t* indices, std::size_t n, T* to) {
    for_parts<S>([&](std::size_t before, std::size_t size) { from.gather(indices, n, before, size, to + before * n); });
}

/// Copies a batch of n samples of shape S to where they lie one after the other.
template <class S, class T>
void scatter_batch(const T* from, std::size_t n, T* to) {
    for_parts<S>([&](std::size_t before, std::size_t size) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < size; ++k) to[i * S::size + before + k] = from[before * n + i * size + k];
        }
    });
}

}  // namespace inlay::inline INLAY_ABI::detail
