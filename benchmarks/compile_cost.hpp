// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "report.hpp"

namespace bench {

/// A workload of the compiler, -O2, the same -march as everything: what a translation unit costs in seconds (user and system)
/// and memory.
struct compile_job {
    std::string name;  ///< W9-w4-train, W9-embedded.hpp ...
    std::string what;  ///< for people
    struct entry {
        std::string contestant, source, flags;
    };
    std::vector<entry> entries;  ///< inlay first
};

/// The networks, with peers, and each umbrella header of inlay alone.
std::vector<compile_job> compile_jobs();

/// Two rows, NAME-seconds and NAME-megabytes. inlay is compiled three times, a peer once.
std::vector<row> compile_cost(const compile_job& job);

}  // namespace bench
