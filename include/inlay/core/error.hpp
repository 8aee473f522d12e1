// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <stdexcept>

namespace inlay::inline INLAY_ABI {

/// What hosted code throws: the text names the file, field, layer or argument, and what to do about it.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace inlay::inline INLAY_ABI
