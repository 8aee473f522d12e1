// SPDX-License-Identifier: BSD-3-Clause
#include "report.hpp"

#include <cstdio>
#include <fstream>

namespace bench {

namespace {

/// Four digits that count.
std::string number(double v) {
    char text[64];
    if (v >= 1000) {
        std::snprintf(text, sizeof text, "%.0f", v);
        std::string grouped(text);
        for (std::size_t i = grouped.size(); i > 3; i -= 3) grouped.insert(i - 3, ",");
        return grouped;
    }
    std::snprintf(text, sizeof text, v >= 100 ? "%.1f" : v >= 10 ? "%.2f" : "%.3f", v);
    return text;
}

std::string percent(double share) { return std::to_string(static_cast<int>(100 * share + 0.5)) + " %"; }

std::string times(double ratio) {
    char text[64];
    std::snprintf(text, sizeof text, "%.2fx", ratio);
    return text;
}

}  // namespace

const timing* row::best_peer() const {
    const timing* best = nullptr;
    for (const timing& t : all) {
        if (t.name != "inlay" && !t.by_hand && (!best || t.best < best->best)) best = &t;
    }
    return best;
}

void print(const row& r) {
    std::printf("\n%s: %s\n", r.workload.c_str(), r.what.c_str());
    std::printf("  %-16s %12s %12s  %-10s %10s %10s\n", "", "best", "median", "", "slower by", r.has_floor() ? "of floor" : "");
    const double reference = r.all.front().best;
    for (const timing& t : r.all) {
        std::printf("  %-16s %12s %12s  %-10s %10s %10s\n", t.name.c_str(), number(r.in.of(t.best)).c_str(),
                    number(r.in.of(t.median)).c_str(), r.in.name.c_str(), times(t.best / reference).c_str(),
                    r.has_floor() ? percent(r.floor.best / t.best).c_str() : "");
    }
    if (r.has_floor()) {
        std::printf("  %-16s %12s %12s  %-10s\n", ("floor: " + r.bound).c_str(), number(r.in.of(r.floor.best)).c_str(),
                    number(r.in.of(r.floor.median)).c_str(), r.in.name.c_str());
    }
    std::fflush(stdout);
}

void print(const machine_limits& limits) {
    std::printf("\n%-18s %12s %12s\n", "machine", "best", "median");
    std::printf("  %-16s %12s %12s  GFLOP/s\n", "FMA", number(limits.flops * 1e-9).c_str(),
                number(limits.median_flops * 1e-9).c_str());
    for (const auto& s : limits.streams) {
        std::printf("  %-16s %12s %12s  GB/s\n", (s.level + " stream").c_str(), number(s.bytes * 1e-9).c_str(),
                    number(s.median_bytes * 1e-9).c_str());
    }
    std::fflush(stdout);
}

void print_summary(const std::vector<row>& rows) {
    std::printf("\n%-26s %12s  %-10s %10s  %-22s %8s\n", "inlay", "best", "", "faster by", "than the best peer", "of floor");
    for (const row& r : rows) {
        const timing* const peer = r.best_peer();
        const double own = r.all.front().best;
        std::printf("%-26s %12s  %-10s %10s  %-22s %8s %s\n", r.workload.c_str(), number(r.in.of(own)).c_str(), r.in.name.c_str(),
                    peer ? times(peer->best / own).c_str() : "-",
                    peer ? (peer->name + ", " + number(r.in.of(peer->best))).c_str() : "no peer",
                    r.has_floor() ? percent(r.floor.best / own).c_str() : "-", r.has_floor() ? r.bound.c_str() : "");
    }
}

bool write_tsv(const std::string& path, const std::vector<row>& rows, const machine_limits& limits) {
    std::ofstream out(path);
    out.precision(6);
    const auto line = [&](const std::string& workload, const std::string& name, double best, double median,
                          const std::string& in) {
        out << workload << '\t' << name << '\t' << best << '\t' << median << '\t' << in << '\n';
    };
    for (const row& r : rows) {
        for (const timing& t : r.all) line(r.workload, t.name, r.in.of(t.best), r.in.of(t.median), r.in.name);
        if (r.has_floor()) line(r.workload, "floor-" + r.bound, r.in.of(r.floor.best), r.in.of(r.floor.median), r.in.name);
    }
    if (limits.flops > 0) line("limits", "FMA", limits.flops * 1e-9, limits.median_flops * 1e-9, "GFLOP/s");
    for (const auto& s : limits.streams) line("limits", s.level + "-stream", s.bytes * 1e-9, s.median_bytes * 1e-9, "GB/s");
    out.close();
    return static_cast<bool>(out);
}

bool write_markdown(const std::string& path, const std::vector<row>& rows) {
    std::ofstream out(path);
    out << "| | workload | inlay | best peer | times as fast | share of the floor |\n|---|---|---|---|---|---|\n";
    for (const row& r : rows) {
        const timing* const peer = r.best_peer();
        const double own = r.all.front().best;
        out << "| " << r.workload << " | " << r.what << " | " << number(r.in.of(own)) << ' ' << r.in.name << " | "
            << (peer ? peer->name + ", " + number(r.in.of(peer->best)) : "") << " | " << (peer ? times(peer->best / own) : "")
            << " | " << (r.has_floor() ? percent(r.floor.best / own) + " " + r.bound : "") << " |\n";
    }
    out.close();
    return static_cast<bool>(out);
}

}  // namespace bench
