// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// An exponential moving average of the parameters, as Keras' use_ema: after each step average = momentum average +
/// (1 - momentum) parameters, starting at the parameters after the first. fit leaves the average in the model at its end. Running
/// statistics are not averaged.
struct averaging {
    bool use_ema = false;
    double momentum = 0.99;  ///< Keras' ema_momentum, within [0, 1]

    static constexpr const char* name = "averaging";
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("use_ema", self.use_ema);
        visit("ema_momentum", self.momentum);
    }
};

}  // namespace inlay::inline INLAY_ABI
