// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/random.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/pack.hpp>

namespace inlay::inline INLAY_ABI::simd {

namespace detail {

/// The standard normal deviate with |side| of all beyond it, on the side of its sign; 0 < |side| <= 1/2.
template <class P>
INLAY_INLINE constexpr P deviate(P side) {
    const P beyond = abs(side), q = P(0.5) - beyond, r = P(0.180625) - q * q;
    P z = q * (((P(59.109374720) * r + P(159.29113202)) * r + P(50.434271938)) * r + P(3.3871327179)) /
          (((P(67.187563600) * r + P(78.757757664)) * r + P(17.895169469)) * r + P(1));
    const auto outside = q >= P(0.425);
    if (any(outside, q)) {
        const P root = sqrt(-log(beyond)), s = root - P(1.6);
        const P near = (((P(0.17023821103) * s + P(1.3067284816)) * s + P(2.7568153900)) * s + P(1.4234372777)) /
                       ((P(0.12021132975) * s + P(0.73700164250)) * s + P(1));
        z = select(outside, near, z);
        const auto rare = root > P(5);
        if (any(rare, root)) {
            const P t = root - P(5);
            const P far = (((P(0.017337203997) * t + P(0.42868294337)) * t + P(3.0812263860)) * t + P(6.6579051150)) /
                          ((P(0.012258202635) * t + P(0.24197894225)) * t + P(1));
            z = select(rare, far, z);
        }
    }
    return copysign(z, side);
}

inline constexpr std::size_t normal_block = 64;

// The deviates of 64 numbers at once: one piece of code for all element types and layers.
constexpr void deviate_block(const random& generator, std::uint64_t ahead, double* to) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63, low = (std::uint64_t{1} << 52) - 1;
    for (std::size_t i = 0; i < normal_block; ++i) {  // without branches, which would be guessed wrong half the time
        const std::uint64_t bits = generator.peek(ahead + i), above = 0 - (bits >> 63);
        const auto beyond = (static_cast<double>(static_cast<std::int64_t>((bits >> 11 ^ above) & low)) + 0.5) * 0x1p-53;
        to[i] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(beyond) | (~bits & sign));
    }
    map(fixed<normal_block>{}, [](auto side) { return deviate(side); }, to, static_cast<const double*>(to));
}

}  // namespace detail

/// The number below which a standard normal variable falls with probability p, 0 < p < 1, to about 1e-7 of its size:
/// routine PPND7 of algorithm AS 241 (Wichura 1988).
constexpr double normal_quantile(double p) { return detail::deviate(pack<double, 1>(p < 0.5 ? -p : 1 - p)).v; }

/// `count` standard normal deviates, of which the i-th belongs to the generator's i-th number from where it stands: sample by
/// sample or all at once, they are the same. The generator stays where it is. Where the number's upper 53 bits are k, it is the
/// quantile of (k + 1/2) / 2^53; the instruction set changes the last bits at most.
template <class T>
constexpr void normal_deviates(const random& generator, T* to, std::size_t count) {
    double block[detail::normal_block];
    for (std::size_t at = 0; at < count; at += detail::normal_block) {
        detail::deviate_block(generator, at, block);
        const std::size_t n = count - at < detail::normal_block ? count - at : detail::normal_block;
        for (std::size_t i = 0; i < n; ++i) to[at + i] = static_cast<T>(block[i]);
    }
}

}  // namespace inlay::inline INLAY_ABI::simd
