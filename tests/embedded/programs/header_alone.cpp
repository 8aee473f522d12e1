// SPDX-License-Identifier: BSD-3-Clause
#include <inlay/embedded.hpp>

static_assert(INLAY_SIMD == 0, "embedded.hpp as the first header of inlay asks for scalar code");
