// SPDX-License-Identifier: BSD-3-Clause
// ./run bench [WORKLOAD...] [--tsv FILE] [--svg FILE] [--markdown FILE] [--rounds N] [--list]
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>

#include "workloads.hpp"

namespace {

/// The processor's name, as Linux tells it.
std::string processor() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
    }
    return "unknown processor";
}

/// BLAS libraries read the number of threads when they are loaded, before main.
void with_one_thread(char** argv) {
    const char* const set = std::getenv("OPENBLAS_NUM_THREADS");
    if (set && std::strcmp(set, "1") == 0) return;
    for (const char* name : {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"}) setenv(name, "1", 1);
    execv("/proc/self/exe", argv);
}

int usage() {
    std::fprintf(stderr,
                 "usage: bench [WORKLOAD...] [--tsv FILE] [--svg FILE] [--markdown FILE] [--rounds N] [--list]\n"
                 "       WORKLOAD is a name or its beginning: W1-b1, W4, W8-64\n");
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    with_one_thread(argv);
    std::vector<std::string> wanted;
    std::string tsv, svg, markdown;
    int rounds = 25;
    bool list = false;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--list") {
            list = true;
        } else if (word == "--tsv" && i + 1 < argc) {
            tsv = argv[++i];
        } else if (word == "--svg" && i + 1 < argc) {
            svg = argv[++i];
        } else if (word == "--markdown" && i + 1 < argc) {
            markdown = argv[++i];
        } else if (word == "--rounds" && i + 1 < argc && (rounds = std::atoi(argv[++i])) >= 5) {
        } else if (word.empty() || word[0] == '-') {
            return usage();
        } else {
            wanted.push_back(word);
        }
    }

    std::vector<bench::workload> chosen;
    for (const bench::workload& w : bench::workloads()) {
        bool match = wanted.empty();
        // W9-w4-train-seconds asks for W9-w4-train
        for (const std::string& name : wanted) match = match || w.name.rfind(name, 0) == 0 || name.rfind(w.name + "-", 0) == 0;
        if (match) chosen.push_back(w);
    }
    if (list) {
        for (const auto& w : chosen) std::printf("%s\n", w.name.c_str());
        return 0;
    }
    if (chosen.empty()) return usage();

    const std::string caption =
        processor() + ", one core, float, " + BENCH_COMPILER_NAME + " " BENCH_OPTIONS ", " + bench::our_instruction_set();
    std::printf("%s\n", caption.c_str());
    if (*BENCH_ABSENT) std::printf("not installed, so not compared with:%s\n", BENCH_ABSENT);
    int status = 0;
    const bench::machine_limits limits = bench::measure_limits(rounds);
    print(limits);
    std::vector<bench::row> rows;
    for (const bench::workload& w : chosen) {
        try {
            for (const bench::row& r : w.run(rounds)) {
                print(r);
                rows.push_back(r);
            }
        } catch (const std::exception& e) {
            bench::progress("");
            std::printf("\n%s: %s\n", w.name.c_str(), e.what());
            status = 1;
        }
    }
    if (!rows.empty()) print_summary(rows);
    const auto written = [&](const std::string& path, bool done) {
        if (done) return;
        std::fprintf(stderr, "%s cannot be written\n", path.c_str());
        status = 1;
    };
    if (!tsv.empty()) written(tsv, bench::write_tsv(tsv, rows, limits));
    if (!svg.empty()) written(svg, bench::write_svg(svg, rows, limits, caption));
    if (!markdown.empty()) written(markdown, bench::write_markdown(markdown, rows));
    return status;
}
