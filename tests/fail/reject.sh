#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A program that must be accepted as it stands, and refused with the expected words when INLAY_REJECT is defined.
# usage: reject.sh PROGRAM.cpp COMPILER [FLAG...]                  (README.md says how a program is written)
#        reject.sh --refused PROGRAM.cpp COMPILER [FLAG...]        without asking whether it is accepted as it stands
#        reject.sh --accepted COMPILER [FLAG...] -- PROGRAM.cpp... that alone, of all of them as one unit: headers are read once
set -euo pipefail
said=$(mktemp)
trap 'rm -f "$said"' EXIT

if [ "$1" = --accepted ]; then
    shift
    command=()
    while [ "$1" != -- ]; do command+=("$1"); shift; done
    shift
    # each in a namespace of its own, so that they may use the same names; what they include has been included before
    if ! { echo '#include <inlay/training.hpp>'
        number=0
        for program; do echo "namespace program_$((++number)) {"; echo "#include \"$program\""; echo '}'; done
    } | LC_ALL=C "${command[@]}" -std=c++20 -Wall -Wextra -fsyntax-only -x c++ - >"$said" 2>&1; then
        head -c 8000 "$said"
        echo 'these programs must compile where INLAY_REJECT is not defined'
        exit 1
    fi
    echo "$# programs are accepted as they stand"
    exit 0
fi

accepted=unknown
if [ "$1" = --refused ]; then accepted=elsewhere; shift; fi
program=$1 compiler=$2
shift 2
kind=GCC
if "$compiler" --version | grep -qi clang; then kind=CLANG; fi

compile() { LC_ALL=C "$compiler" -std=c++20 -Wall -Wextra "$@" -fsyntax-only "$program" 2>"$said"; }

if [ $accepted = unknown ] && ! compile "$@"; then
    cat "$said"
    echo "$program: must compile where INLAY_REJECT is not defined"
    exit 1
fi
if compile "$@" -DINLAY_REJECT; then
    echo "$program: was accepted with INLAY_REJECT"
    exit 1
fi

status=0 expected=0
while IFS= read -r pattern; do
    expected=$((expected + 1))
    if ! grep -qE -- "$pattern" "$said"; then
        echo "$program: expected, and not in the message: $pattern"
        status=1
    fi
done < <(sed -nE "s@^// EXPECT(-$kind)?: @@p" "$program")
while IFS= read -r pattern; do
    if grep -qE -- "$pattern" "$said"; then
        echo "$program: must not be in the message: $pattern"
        status=1
    fi
done < <(sed -nE 's@^// NEVER: @@p' "$program")
# the words must be near the top: nobody reads a hundred lines of template names
limit=$(sed -nE 's@^// ERRORS: @@p' "$program")
errors=$(grep -cE '(^|[^a-z])error: ' "$said")
if [ "$errors" -gt "${limit:-1}" ]; then
    echo "$program: $errors errors where ${limit:-1} is allowed (// ERRORS: n)"
    status=1
fi
if [ $expected = 0 ]; then
    echo "$program: no // EXPECT: line"
    status=1
fi
[ $status = 0 ] || head -c 8000 "$said"
exit $status
