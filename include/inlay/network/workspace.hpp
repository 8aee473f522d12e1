// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/tensor.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {
/// Elements of an arena for n samples.
constexpr std::size_t arena_elements(memory m, std::size_t samples) { return m.per_call + m.per_sample * samples; }

/// An arena's two parts: what is wanted per sample comes first, at the aligned start.
template <class T>
constexpr region<T> split_arena(T* arena, memory m, std::size_t samples) {
    return {arena, arena + m.per_sample * samples};
}
}  // namespace detail

/// The memory that inference of up to Samples samples works in. Inference is const in the parameters: with a
/// workspace each, any number of threads can share one set of them.
template <Network Net, class T = float, std::size_t Samples = 1>
struct workspace {
    static constexpr std::size_t capacity = Samples;
    static constexpr std::size_t elements = detail::arena_elements(bound_network<Net>::inference_scratch, Samples);
    static constexpr std::size_t bytes = elements * sizeof(T);

    tensor<T, shape<(elements > 0 ? elements : 1)>> arena;
};

}  // namespace inlay::inline INLAY_ABI
