// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/simd/map.hpp>

/// The walk through time, for all recurrent layers: where the states come from and go to, which rows
/// a step has, what it gives, and what a masked step leaves as it was. The layers' own arithmetic does not know of masks: in
/// training a masked step is computed like any other, and then the samples that it does not count for get back what they had.
namespace inlay::inline INLAY_ABI {

/// What a recurrent layer gives: its output behind the last time step, or behind each of them (Keras' return_sequences).
enum class returns : unsigned char { last, sequence };

namespace detail {

/// n sequences of a layer of U units; a state is [States][n][U]. What a layer's options ask for are values here, so that one
/// function serves them all, and both directions of a bidirectional layer.
template <class T, std::size_t Steps, std::size_t Units, std::size_t States>
struct walk {
    static constexpr std::size_t U = Units, steps = Steps, states = States;
    bool each, backwards, given;  // returns::sequence; go_backwards; the states to start from are part of the input
    std::size_t n;
    const T* mask;  // nullptr: all steps count
    T* held;        // as large as a state

    /// The row of sample s that is read at time t.
    constexpr std::size_t row(std::size_t s, std::size_t t) const { return s * steps + (backwards ? steps - 1 - t : t); }
    /// Whether time t gives an output, and its row for sample s.
    constexpr bool gives(std::size_t t) const { return each || t + 1 == steps; }
    constexpr std::size_t given_row(std::size_t s, std::size_t t) const { return each ? s * steps + t : s; }

    constexpr bool counts(std::size_t s, std::size_t t) const { return mask[row(s, t)] != 0; }
    /// Whether any step up to t counted: else a layer that was given its state has no output yet.
    constexpr bool begun(std::size_t s, std::size_t t) const { return !given || mask == nullptr || any_counts(s, t); }
    __attribute__((noinline)) constexpr bool any_counts(std::size_t s, std::size_t t) const {
        for (std::size_t u = 0; u <= t; ++u) {
            if (counts(s, u)) return true;
        }
        return false;
    }
    /// The first time from t on at which sample s's mask is not `counted`, or the end.
    constexpr std::size_t run_of(bool counted, std::size_t s, std::size_t t) const {
        while (t < steps && counts(s, t) == counted) ++t;
        return t;
    }
    /// Copies the states of the samples that step t does not count for.
    __attribute__((noinline)) constexpr void copy_left_out(std::size_t t, const T* from, T* to) const {
        for (std::size_t s = 0; s < n; ++s) {
            if (counts(s, t)) continue;
            for (std::size_t k = 0; k < states; ++k) {
                for (std::size_t i = (k * n + s) * U; i < (k * n + s + 1) * U; ++i) to[i] = from[i];
            }
        }
    }
    constexpr void hold(std::size_t t, const T* state) const {
        if (mask != nullptr) copy_left_out(t, state, held);
    }
    constexpr void give_back(std::size_t t, T* state) const {
        if (mask != nullptr) copy_left_out(t, held, state);
    }
};

template <class T, std::size_t Steps, std::size_t Units, std::size_t States>
struct forward_walk : walk<T, Steps, Units, States> {
    using base = walk<T, Steps, Units, States>;
    using base::n, base::U, base::states, base::given;
    T* y;
    std::array<const T*, States> first;  // given states, or nullptr
    std::array<T*, States> last;         // where the states behind the last step go, or nullptr

    constexpr void begin(T* state) const {
        for (std::size_t k = 0; k < states; ++k) {
            for (std::size_t i = 0; i < n * U; ++i) state[k * n * U + i] = given ? first[k][i] : T(0);
        }
    }
    /// Behind step t: the states of those it does not count for, and the output.
    constexpr void settle(std::size_t t, T* state) const {
        this->give_back(t, state);
        for (std::size_t s = 0; this->gives(t) && s < n; ++s) {
            T* const to = y + this->given_row(s, t) * U;
            for (std::size_t i = 0; i < U; ++i) to[i] = state[s * U + i];
            for (std::size_t i = 0; !this->begun(s, t) && i < U; ++i) to[i] = 0;
        }
    }
    constexpr void end(const T* state) const {
        for (std::size_t k = 0; k < states; ++k) {
            for (std::size_t i = 0; last[k] != nullptr && i < n * U; ++i) last[k][i] = state[k * n * U + i];
        }
    }
};

/// `state` is the gradient of the state here.
template <class T, std::size_t Steps, std::size_t Units, std::size_t States>
struct backward_walk : walk<T, Steps, Units, States> {
    using base = walk<T, Steps, Units, States>;
    using base::n, base::U, base::states;
    const T* dy;
    std::array<const T*, States> last;  // gradients of the states behind the last step, or nullptr
    std::array<T*, States> first;       // where those of the given states go, or nullptr

    constexpr void begin(T* state) const {
        for (std::size_t k = 0; k < states; ++k) {
            for (std::size_t i = 0; i < n * U; ++i) state[k * n * U + i] = last[k] != nullptr ? last[k][i] : T(0);
        }
    }
    /// Adds the gradient of what step t gave.
    constexpr void take(std::size_t t, T* state) const {
        for (std::size_t s = 0; this->gives(t) && s < n; ++s) {
            if (!this->begun(s, t)) continue;
            T* const to = state + s * U;
            simd::map(simd::fixed<U>{}, [](auto a, auto b) { return a + b; }, to, to, dy + this->given_row(s, t) * U);
        }
        this->hold(t, state);
    }
    /// Those that step t does not count for have no gradients of gates: rows of all steps, and of this one.
    constexpr void leave_out(std::size_t t, std::size_t gates, T* rows, T* now) const {
        if (this->mask != nullptr) zero_left_out(t, gates, rows, now);
    }
    __attribute__((noinline)) constexpr void zero_left_out(std::size_t t, std::size_t gates, T* rows, T* now) const {
        for (std::size_t s = 0; s < n; ++s) {
            if (this->counts(s, t)) continue;
            for (std::size_t i = 0; i < gates; ++i) rows[this->row(s, t) * gates + i] = now[s * gates + i] = 0;
        }
    }
    constexpr void end(const T* state) const {
        for (std::size_t k = 0; k < states; ++k) {
            for (std::size_t i = 0; first[k] != nullptr && i < n * U; ++i) first[k][i] = state[k * n * U + i];
        }
    }
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
