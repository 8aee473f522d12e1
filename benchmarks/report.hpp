// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "race.hpp"

namespace bench {

/// How a workload's times are told.
struct unit {
    std::string name;
    double scale;  ///< of seconds for a time; of 1 / seconds for a rate
    bool rate;     ///< more is better
    double of(double seconds) const { return rate ? scale / seconds : scale * seconds; }
};

/// What came out of one workload.
struct row {
    std::string workload;
    std::string what;  ///< the workload in words
    unit in;
    std::vector<timing> all;  ///< inlay first
    double flops = 0;         ///< of a call; 0: not a workload of arithmetic
    double bytes = 0;         ///< that a call has to read at least once
    std::string bound;        ///< which floor is the larger one: "FMA" or the cache level
    timing floor{};           ///< the least time that arithmetic or reading allows, measured in the same race

    bool has_floor() const { return floor.best > 0; }
    /// The fastest contestant that is neither inlay nor written by hand; null where there is none.
    const timing* best_peer() const;
};

/// What the machine can do, for the whole run.
struct machine_limits {
    double flops = 0, median_flops = 0;  ///< a second
    struct stream {
        std::string level;
        double bytes, median_bytes;  ///< a second
    };
    std::vector<stream> streams;
};

/// For people: one workload with all its contestants; the limits; everything on one line each.
void print(const row& r);
void print(const machine_limits& limits);
void print_summary(const std::vector<row>& rows);

/// One line per contestant: workload, contestant, best, median, unit, with tabs between. Returns false if it cannot be written.
bool write_tsv(const std::string& path, const std::vector<row>& rows, const machine_limits& limits);

/// The summary, for docs/performance.md.
bool write_markdown(const std::string& path, const std::vector<row>& rows);

/// Ratios to the best peers, and a roofline.
bool write_svg(const std::string& path, const std::vector<row>& rows, const machine_limits& limits, const std::string& caption);

}  // namespace bench
