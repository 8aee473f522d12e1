// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

/// Times contestants against each other: in turn, round after round, by the processor time of the process, so that a noisy
/// machine is as noisy for each of them.
namespace bench {

inline double seconds() {
    std::timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Keeps the compiler from removing what led to the memory at p.
inline void use(const void* p) { asm volatile("" ::"r"(p) : "memory"); }

struct contestant {
    std::string name;
    std::function<void()> run;
    std::vector<double> times{};  // seconds per run
};

/// Prints best and median of each, and the ratio of the first one's to them: above 1 the first is faster.
inline void race(const char* workload, double samples, std::vector<contestant> all, int rounds = 15) {
    for (contestant& c : all) c.run();
    for (int round = 0; round < rounds; ++round) {
        for (contestant& c : all) {
            int repeats = 1;
            double took = 0;
            for (;; repeats *= 4) {
                const double start = seconds();
                for (int i = 0; i < repeats; ++i) c.run();
                took = seconds() - start;
                if (took > 4e-3) break;
            }
            c.times.push_back(took / repeats);
        }
    }
    for (contestant& c : all) std::sort(c.times.begin(), c.times.end());
    for (const contestant& c : all) {
        const double best = c.times.front(), median = c.times[c.times.size() / 2];
        std::printf("%-10s %-14s best %10.3f us  median %10.3f us  %12.0f samples/s  best %5.2fx  median %5.2fx\n", workload,
                    c.name.c_str(), best * 1e6, median * 1e6, samples / best, best / all.front().times.front(),
                    median / all.front().times[all.front().times.size() / 2]);
    }
}

}  // namespace bench
