// SPDX-License-Identifier: BSD-3-Clause
#include "race.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace bench {

namespace {

double processor_seconds() {
    std::timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double timed(const contestant& c, std::size_t times) {
    const double start = processor_seconds();
    c.run(times);
    return processor_seconds() - start;
}

/// How many calls fill a slice: of slow ones a few all the same.
std::size_t calibrated(const contestant& c, double slice) {
    if (c.reset) c.reset();
    c.run(1);
    for (std::size_t times = 1;; times *= 2) {
        const double took = timed(c, times);
        if (took > slice / 8)
            return std::max<std::size_t>(3, static_cast<std::size_t>(static_cast<double>(times) * slice / took));
    }
}

}  // namespace

void progress(const std::string& line) {
    static const bool terminal = isatty(STDERR_FILENO) == 1;
    if (terminal) std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

double best_of(std::vector<double> times) { return *std::min_element(times.begin(), times.end()); }
double median_of(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const std::size_t half = times.size() / 2;
    return times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2;
}

std::vector<timing> race(const std::string& workload, const std::vector<contestant>& all, int rounds, double slice) {
    std::vector<std::size_t> times(all.size());
    std::vector<std::vector<double>> taken(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) times[i] = calibrated(all[i], slice);
    for (int round = 0; round < rounds; ++round) {
        progress(workload + ": round " + std::to_string(round + 1) + " of " + std::to_string(rounds));
        for (std::size_t turn = 0; turn < all.size(); ++turn) {
            const std::size_t i = (turn + static_cast<std::size_t>(round)) % all.size();
            const contestant& c = all[i];
            if (c.reset) c.reset();  // a network that has learnt everything has slopes of almost zero
            c.run(std::max<std::size_t>(2, times[i] / 8));
            taken[i].push_back(timed(c, times[i]) / static_cast<double>(times[i]));
        }
    }
    progress("");
    std::vector<timing> result;
    for (std::size_t i = 0; i < all.size(); ++i)
        result.push_back({all[i].name, best_of(taken[i]), median_of(taken[i]), all[i].by_hand});
    return result;
}

}  // namespace bench
