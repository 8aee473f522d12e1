// SPDX-License-Identifier: BSD-3-Clause
// Uses the heap, so that the check of symbols can be seen to find it; and its exit status must reach the shell.
#include <vector>

static volatile int size = 7;

int main() {
    std::vector<int> values(static_cast<std::size_t>(size), 1);
    int sum = 0;
    for (int v : values) sum += v;
    return sum;
}
