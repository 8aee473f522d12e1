// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "contest.hpp"

/// What the core can do at most, in the vector width that inlay is compiled for. Contestants like all others, so that they
/// are measured in the same minute and under the same noise.
namespace bench {

/// Multiply-adds on registers alone.
contestant fma_limit();
/// Of one call.
double fma_limit_flops();

/// Reads that many bytes, hot in whichever cache they fit into; a multiple of 4096.
contestant stream_limit(std::size_t bytes);

/// A level of the memory, and how many bytes are read over and over to measure it: well within it, because a buffer of nearly
/// its size does not stay in it (pages fall upon the same sets by chance).
struct level {
    const char* name;
    std::size_t stream;
};
/// L1, L2, L3, DRAM.
const level (&levels())[4];
/// The one that holds a working set of that size.
const level& level_of(std::size_t bytes);

}  // namespace bench
