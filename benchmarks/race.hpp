// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "contest.hpp"

namespace bench {

struct timing {
    std::string name;
    double best, median;  ///< seconds of processor time of a call
    bool by_hand = false;
};

/// Contestants take turns, round after round, for `slice` seconds each, so that a noisy machine is as noisy for every one of
/// them. The time is the process' processor time: what other processes take does not count, what they do to caches and clock
/// does. Before each turn its owner warms up, untimed. Shows progress on a terminal.
std::vector<timing> race(const std::string& workload, const std::vector<contestant>& all, int rounds, double slice = 10e-3);

double best_of(std::vector<double> times);
double median_of(std::vector<double> times);
/// Replaces the progress line on a terminal; "" clears it.
void progress(const std::string& line);

}  // namespace bench
