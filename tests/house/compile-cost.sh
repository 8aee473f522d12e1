#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What including a header costs, in seconds of processor time beside an empty program: the least of up to three, the first that is
# within the limit. usage: compile-cost.sh ROOT COMPILER [report]      report: always three, and an example that trains too
set -euo pipefail
shopt -s inherit_errexit
cd "$1"
compiler=$2 report=${3:-}
TIMEFORMAT=%U
seconds() {  # ENOUGH FLAG... <program      ENOUGH: seconds that need not be measured again, nor where there is no report
    local program best='' spent enough=$1
    shift
    program=$(cat)
    for _ in 1 2 3; do
        spent=$({ time "$compiler" -std=c++20 -I include "$@" -c -x c++ - -o /dev/null <<<"$program" 2>/dev/null || exit 1; } 2>&1)
        if [ -z "$best" ] || awk -v a="$spent" -v b="$best" 'BEGIN { exit !(a < b) }'; then best=$spent; fi
        if [ -z "$report" ] && awk -v a="$best" -v b="$enough" 'BEGIN { exit !(a <= b) }'; then break; fi
    done
    echo "$best"
}
sum() { awk -v a="$1" -v b="$2" 'BEGIN { print a + b }'; }
within() {  # WHAT SECONDS BASE LIMIT
    awk -v what="$1" -v s="$2" -v base="$3" -v limit="$4" 'BEGIN {
        printf "%-34s %.2f s, %.2f s more than without (limit %.1f s)\n", what, s, s - base, limit
        exit !(s - base <= limit) }'
}
status=0
base=$(seconds 0 -O2 <<<$'#include <array>\n#include <span>\nint main() {}')
printf '%-34s %.2f s\n' 'an empty program, <array>, <span>' "$base"
embedded=$(seconds "$(sum "$base" 1)" -O2 <<<$'#include <inlay/embedded.hpp>\n#include <array>\n#include <span>\nint main() {}')
within 'inlay/embedded.hpp' "$embedded" "$base" 1 || status=1
hosted=$(seconds "$(sum "$base" 15)" -O2 <<<$'#include <inlay/inlay.hpp>\nint main() {}')
within 'inlay/inlay.hpp' "$hosted" "$base" 15 || status=1
[ -n "$report" ] || exit $status
cnn=$({ time "$compiler" -std=c++20 -O2 -I include -I examples -DINLAY_TEST_SOURCE_DIR='"."' -c examples/06_cnn.cpp -o /dev/null || status=1; } 2>&1)
printf '%-34s %.2f s\n' 'examples/06_cnn.cpp, which trains' "$cnn"
exit $status
