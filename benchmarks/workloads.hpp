// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "report.hpp"

namespace bench {

struct workload {
    std::string name;
    std::function<std::vector<row>(int rounds)> run;
};

/// W1 to W8, W10, and last what compiles, W9.
std::vector<workload> workloads();
machine_limits measure_limits(int rounds);

}  // namespace bench
