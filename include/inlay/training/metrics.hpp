// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>

namespace inlay::inline INLAY_ABI {

/// Counts right answers: Keras' accuracy.
namespace detail {

/// Class numbers as targets: the largest score wins.
template <class T>
std::size_t count_right(const T* scores, const std::int32_t* targets, std::size_t n, std::size_t classes) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < n; ++i, scores += classes) {
        std::size_t best = 0;
        for (std::size_t c = 1; c < classes; ++c) best = scores[c] > scores[best] ? c : best;
        right += static_cast<std::size_t>(targets[i]) == best ? 1 : 0;
    }
    return right;
}

/// One-hot targets: the largest score and the largest target agree.
template <class T>
std::size_t count_agreeing(const T* scores, const T* targets, std::size_t n, std::size_t classes) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < n; ++i, scores += classes, targets += classes) {
        std::size_t best = 0, wanted = 0;
        for (std::size_t c = 1; c < classes; ++c) {
            best = scores[c] > scores[best] ? c : best;
            wanted = targets[c] > targets[wanted] ? c : wanted;
        }
        right += wanted == best ? 1 : 0;
    }
    return right;
}

/// Yes or no: a score above the threshold (0.5 for probabilities, 0 for logits) means yes.
template <class T>
std::size_t count_sided(const T* scores, const T* targets, std::size_t count, T threshold) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < count; ++i) right += (scores[i] > threshold) == (targets[i] > T(0.5)) ? 1 : 0;
    return right;
}

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
