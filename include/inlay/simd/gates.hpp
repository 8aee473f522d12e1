// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/pack.hpp>

/// What the gates of a recurrent step are made of.
namespace inlay::inline INLAY_ABI::simd {

/// sigmoid for the gates of a recurrent step. 16 lanes of float on AVX-512 look it up as tanh is: within 1e-7 of it, however small it is, for
/// 11 instead of 20 ns of waiting. Elsewhere it is the same.
template <class P>
INLAY_INLINE constexpr P gate(P x) {
#if INLAY_VECTOR_BYTES == 64
    if constexpr (P::size == 16 && detail::is_float<P>) return detail::gate_by_pieces(x);
#endif
    return sigmoid(x);
}
/// Whether gate_or_tanh is there: tanh in the lanes from Begin to End and gate in the others, for little more than one of them.
template <class P>
inline constexpr bool mixes_gates = INLAY_VECTOR_BYTES == 64 && P::size == 16 && detail::is_float<P>;
template <std::size_t Begin, std::size_t End, class P>
INLAY_INLINE P gate_or_tanh([[maybe_unused]] P x) {
    static_assert(mixes_gates<P>);
#if INLAY_VECTOR_BYTES == 64
    if constexpr (Begin >= End) {
        return detail::gate_by_pieces(x);
    } else if constexpr (End - Begin == P::size) {
        return detail::tanh_by_pieces(x);
    } else {
        return detail::gate_or_tanh_by_pieces<Begin, End>(x);
    }
#endif
}

}  // namespace inlay::inline INLAY_ABI::simd
