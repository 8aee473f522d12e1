#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Checks reject.sh. usage: self-test.sh COMPILER
set -euo pipefail
reject=$(cd "$(dirname "$0")" && pwd)/reject.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# try ok|refused WORDS: program on standard input
try() {
    local said wanted=$1
    cat >"$scratch/program.cpp"
    if said=$("$reject" "$scratch/program.cpp" "$compiler" 2>&1); then got=ok; else got=refused; fi
    if [ $got != "$wanted" ] || ! grep -qF -- "$2" <<<"$said"; then
        printf 'wanted %s "%s", got %s:\n%s\n' "$wanted" "$2" "$got" "$said"
        status=1
    fi
}
compiler=$1

body='#ifdef INLAY_REJECT
static_assert(sizeof(int) == 99, "seven dwarfs");
#endif
int main() {}'
try ok '' <<<"// EXPECT: seven (dwarfs|giants)
$body"
try refused 'not in the message: eight' <<<"// EXPECT: seven
// EXPECT: eight
$body"
try refused 'must not be in the message: dwarfs' <<<"// EXPECT: seven
// NEVER: dwarfs
$body"
try refused 'no // EXPECT: line' <<<"$body"
try refused 'was accepted' <<<'// EXPECT: seven
int main() {}'
try refused 'must compile where INLAY_REJECT is not defined' <<<'// EXPECT: seven
static_assert(sizeof(int) == 99, "seven dwarfs");'
try refused '2 errors where 1 is allowed' <<<"// EXPECT: seven
$body
#ifdef INLAY_REJECT
static_assert(sizeof(int) == 98, \"and a second\");
#endif"
exit $status
