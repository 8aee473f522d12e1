// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Where a random sequence starts. A type of its own, so that a batch size cannot pass for it.
struct seed {
    std::uint64_t value = 0;
};

/// Counter-based generator: the n-th number depends on the seed and on n alone, so that any part of the sequence can be
/// had at once, in any order and on any number of threads; the same numbers on every platform.
///
/// Number n is SplitMix64's finaliser (Steele, Lea & Flood 2014, constants of Stafford's variant 13) of
/// key + n * 0x9e3779b97f4a7c15 for n = 1, 2, …; key is the finaliser of the seed, so that neighbouring seeds start
/// far apart.
class random {
public:
    constexpr explicit random(seed s = {}) : key(mix(s.value + step)) {}

    /// The next 64 bits.
    constexpr std::uint64_t next() { return at(counter++); }
    /// The number that `next` gives `ahead` calls from now on.
    constexpr std::uint64_t peek(std::uint64_t ahead) const { return at(counter + ahead); }
    /// Leaves out `count` numbers.
    constexpr void skip(std::uint64_t count) { counter += count; }

    /// Uniform within [0, 1), a multiple of 2^-24 for float and of 2^-53 for double.
    template <class T>
    constexpr T uniform() {
        return to_uniform<T>(next());
    }
    template <class T>
    static constexpr T to_uniform(std::uint64_t bits) {
        if constexpr (sizeof(T) == 4) return static_cast<T>(bits >> 40) * (T{1} / 16777216);
        return static_cast<T>(bits >> 11) * (T{1} / 9007199254740992.0);
    }

    /// Uniform among 0 … limit - 1, without bias (Lemire 2019). limit is at least 1.
    constexpr std::uint32_t below(std::uint32_t limit) {
        for (;;) {
            const std::uint64_t product = (next() >> 32) * limit;
            const auto low = static_cast<std::uint32_t>(product);
            if (low >= limit || low >= (0u - limit) % limit) return static_cast<std::uint32_t>(product >> 32);
        }
    }

    /// Puts `count` values into random order (Fisher and Yates, from the last).
    template <class V>
    constexpr void shuffle(V* values, std::size_t count) {
        for (std::size_t i = count; i > 1; --i) {
            const std::size_t j = below(static_cast<std::uint32_t>(i));
            const V held = values[i - 1];
            values[i - 1] = values[j];
            values[j] = held;
        }
    }

    /// What an archive keeps for an exact resume.
    struct position {
        std::uint64_t key, counter;
    };
    constexpr position where() const { return {key, counter}; }
    constexpr void resume(position at) {
        key = at.key;
        counter = at.counter;
    }

private:
    static constexpr std::uint64_t step = 0x9e3779b97f4a7c15;
    static constexpr std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    constexpr std::uint64_t at(std::uint64_t n) const { return mix(key + (n + 1) * step); }

    std::uint64_t key;
    std::uint64_t counter = 0;
};

}  // namespace inlay::inline INLAY_ABI
