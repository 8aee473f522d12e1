// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// Limits gradients before the optimiser sees them, with the regulariser's part, as Keras' optimisers do; 0 is no limit. Set one.
/// PyTorch's clip_grad_norm_ is global_norm but for 1e-6, which it adds to the length.
struct clipping {
    double value = 0;        ///< of each number: within [-value, value]
    double norm = 0;         ///< of each tensor's length: a longer one becomes norm / length of itself
    double global_norm = 0;  ///< of the length of all tensors together

    static constexpr const char* name = "clipping";
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("clipvalue", self.value);
        visit("clipnorm", self.norm);
        visit("global_clipnorm", self.global_norm);
    }

    constexpr bool active() const { return value != 0 || norm != 0 || global_norm != 0; }
};

}  // namespace inlay::inline INLAY_ABI
