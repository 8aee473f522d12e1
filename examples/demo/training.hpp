// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/inlay.hpp>
#include <string>
#include <utility>

#include "digits.hpp"

namespace nn = inlay;

/// How the demonstration trains; the program that loads the network gets the same from the saved configuration.
inline auto demo_configuration() {
    return nn::configuration{nn::cross_entropy{}, nn::adam{.learning_rate = 4e-3},
                             nn::fit_options{.epochs = 60, .batch_size = 32, .seed = nn::seed{1}}};
}

/// Four fifths of the bundled digits to train with and one to test: which, is a matter of the seed alone.
inline auto demo_pictures(const std::string& folder, nn::seed seed) { return nn::split(nn::read_digits(folder), 0.8, seed); }
