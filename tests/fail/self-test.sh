#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Checks reject.sh. usage: self-test.sh COMPILER -IINCLUDE
set -euo pipefail
reject=$(cd "$(dirname "$0")" && pwd)/reject.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0 mode=

# try ok|refused WORDS: program on standard input
try() {
    local said wanted=$1
    cat >"$scratch/program.cpp"
    if said=$("$reject" $mode "$scratch/program.cpp" "$compiler" 2>&1); then got=ok; else got=refused; fi
    if [ $got != "$wanted" ] || ! grep -qF -- "$2" <<<"$said"; then
        printf 'wanted %s "%s", got %s:\n%s\n' "$wanted" "$2" "$got" "$said"
        status=1
    fi
}
compiler=$1 include=$2

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

# without the first question a program is still refused for its words
mode=--refused
try ok '' <<<'// EXPECT: seven
static_assert(sizeof(int) == 99, "seven dwarfs");'
try refused 'not in the message: eight' <<<"// EXPECT: eight
$body"
try refused 'was accepted' <<<'// EXPECT: seven
int main() {}'

# all at once: the same names are no mistake, one bad program among good ones is
accepts() { "$reject" --accepted "$compiler" "$include" -- "$@" 2>&1; }
printf '#include <inlay/layers/dense.hpp>\nstruct net {};\ninlay::dense<3> layer;\n' >"$scratch/one.cpp"
cp "$scratch/one.cpp" "$scratch/two.cpp"
printf '#ifndef INLAY_REJECT\nstatic_assert(sizeof(int) == 99, "seven dwarfs");\n#endif\n' >"$scratch/bad.cpp"
if ! said=$(accepts "$scratch/one.cpp" "$scratch/two.cpp") || [ "$said" != '2 programs are accepted as they stand' ]; then
    printf 'two good programs:\n%s\n' "$said"
    status=1
fi
if said=$(accepts "$scratch/one.cpp" "$scratch/bad.cpp" "$scratch/two.cpp") || ! grep -qF 'bad.cpp' <<<"$said" || ! grep -qF 'must compile where' <<<"$said"; then
    printf 'a bad program among good ones:\n%s\n' "$said"
    status=1
fi
exit $status
