// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace support {

/// How often this thread has asked the heap for memory through operator new, since it started.
std::size_t allocations();

}  // namespace support
