// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: include this header before inlay/embedded.hpp, or define INLAY_SIMD
#ifdef INLAY_REJECT
#include <inlay/embedded.hpp>
#endif
#include <inlay/training.hpp>
