// SPDX-License-Identifier: BSD-3-Clause
// One program of units compiled for four instruction sets: each must run its own code, and give the same result.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>

using inference = const char*(const std::array<float, 8>&, std::array<float, 3>&);
inference infer_x86_64, infer_x86_64_v2, infer_x86_64_v3, infer_x86_64_v4;

int main() {
    struct {
        inference* infer;
        const char* expected;
        bool runs;
    } const units[] = {
        {infer_x86_64, "sse2", true},
        {infer_x86_64_v2, "sse4_2", __builtin_cpu_supports("sse4.2") != 0},
        {infer_x86_64_v3, "avx2_fma", __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")},
        {infer_x86_64_v4, "avx512",
         __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd")},
    };
    const std::array<float, 8> x{0.1f, -0.7f, 0.3f, 1.f, -0.25f, 0.5f, 0.f, 0.9f};
    std::array<float, 3> first{};
    int status = 0;
    for (const auto& unit : units) {
        if (!unit.runs) {
            std::printf("SKIP: two-march %s: this processor does not have it\n", unit.expected);
            continue;
        }
        std::array<float, 3> y{};
        const char* set = unit.infer(x, y);
        std::printf("%-8s %.9g %.9g %.9g\n", set, y[0], y[1], y[2]);
        if (std::strcmp(set, unit.expected) != 0 && std::strcmp(set, "scalar") != 0) {
            std::printf("the unit for %s runs code for %s\n", unit.expected, set);
            status = 1;
        }
        if (&unit == units) {
            first = y;
        }
        for (std::size_t i = 0; i < y.size(); ++i) {
            // order of addition and fused multiply-add differ: a few roundings of sums of 37 terms
            if (!(std::abs(y[i] - first[i]) <= 1e-5f * (1 + std::abs(first[i])))) {
                std::printf("output %zu differs from that of %s\n", i, units[0].expected);
                status = 1;
            }
        }
    }
    if (first[0] == 0 && first[1] == 0 && first[2] == 0) {
        std::printf("every output is 0: nothing was computed\n");
        status = 1;
    }
    return status;
}
