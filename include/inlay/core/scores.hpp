// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// What the predictions mean that a cross-entropy gets. A layer states what it gives as `static constexpr
/// scores gives`; a network whose last layer says nothing gives logits.
enum class scores : unsigned char {
    by_last_layer,  ///< the loss takes what the network's last layer says
    logits,
    probabilities,
    log_probabilities
};

/// Which function of the logits a layer is, stated as `static constexpr link_function link`: with its own
/// cross-entropy it is one simpler function, so that training leaves the layer out.
enum class link_function : unsigned char { none, sigmoid, softmax, log_softmax };

namespace detail {
template <class L>
inline constexpr scores given_scores = scores::logits;
template <class L>
    requires requires { L::gives; }
inline constexpr scores given_scores<L> = L::gives;

template <class L>
inline constexpr link_function link_of = link_function::none;
template <class L>
    requires requires { L::link; }
inline constexpr link_function link_of<L> = L::link;
}  // namespace detail

}  // namespace inlay::inline INLAY_ABI
