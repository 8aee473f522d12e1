// SPDX-License-Identifier: BSD-3-Clause
#include "compile_cost.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

// BENCH_COMPILER, BENCH_FLAGS, BENCH_MEASURE, BENCH_ROOT, BENCH_DLIB and BENCH_TORCH_INCLUDE come from benchmarks/CMakeLists.txt.
namespace bench {

namespace {

const std::string root = BENCH_ROOT;

struct cost {
    double seconds, megabytes;
};

cost compile(const compile_job::entry& e) {
    const std::string command = BENCH_COMPILER " " BENCH_FLAGS " " + e.flags + " -O2 -c -x c++ -o /dev/null " + e.source;
    cost c{};
    std::FILE* const pipe = popen(("exec " BENCH_MEASURE " " + command).c_str(), "r");
    const bool told = pipe && std::fscanf(pipe, "%lf %lf", &c.seconds, &c.megabytes) == 2;
    if (!pipe || pclose(pipe) != 0 || !told) throw std::runtime_error("this fails: " + command);
    return c;
}

}  // namespace

std::vector<compile_job> compile_jobs() {
    const std::string sources = root + "/benchmarks/compile/", ours = "-std=c++20 -I" + root + "/include";
    compile_job training{"W9-w4-train", "LeNet-5's training", {{"inlay", sources + "w4_train.cpp", ours}}},
        inference{"W9-w1-infer", "an MLP's inference", {{"inlay", sources + "w1_infer.cpp", ours}}};
    if (BENCH_DLIB) training.entries.push_back({"dlib", sources + "w4_train_dlib.cpp", "-std=c++17"});
    const std::string torch = BENCH_TORCH_INCLUDE;  // empty where it is not installed
    if (!torch.empty()) training.entries.push_back({"libtorch", sources + "w4_train_torch.cpp", "-std=c++17 -I" + torch});
    std::vector<compile_job> jobs{training, inference,
                                  {"W9-w10-resnet8-train", "ResNet-8's training", {{"inlay", sources + "w10_resnet8_train.cpp", ours}}},
                                  {"W9-w10-dscnn-train", "DS-CNN's training", {{"inlay", sources + "w10_dscnn_train.cpp", ours}}}};
    std::vector<std::string> headers;
    for (const auto& file : std::filesystem::directory_iterator(root + "/include/inlay")) {
        if (file.is_regular_file()) headers.push_back(file.path().filename().string());
    }
    std::sort(headers.begin(), headers.end());
    for (const std::string& h : headers) {
        jobs.push_back({"W9-" + h, h + " alone", {{"inlay", "/dev/null", ours + " -include inlay/" + h}}});
    }
    return jobs;
}

std::vector<row> compile_cost(const compile_job& job) {
    row seconds{job.name + "-seconds", "compiling " + job.what, {"s", 1, false}, {}, 0, 0, "", {}};
    row memory{job.name + "-megabytes", "its memory", {"MB", 1, false}, {}, 0, 0, "", {}};
    for (const auto& e : job.entries) {
        const bool peer = e.contestant != "inlay";
        const int repeats = peer ? 1 : 3;
        std::vector<double> spent, held;
        try {
            for (int i = 0; i < repeats; ++i) {
                progress(job.name + ": " + e.contestant + ", " + std::to_string(i + 1) + " of " + std::to_string(repeats));
                const cost c = compile(e);
                spent.push_back(c.seconds);
                held.push_back(c.megabytes);
            }
        } catch (const std::exception& error) {
            if (!peer) throw;
            progress("");
            std::printf("\n%s without %s: %s\n", job.name.c_str(), e.contestant.c_str(), error.what());
            continue;
        }
        seconds.all.push_back({e.contestant, best_of(spent), median_of(spent)});
        memory.all.push_back({e.contestant, best_of(held), median_of(held)});
    }
    progress("");
    return {seconds, memory};
}

}  // namespace bench
