#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A program that must be accepted as it stands, and refused with the expected words when INLAY_REJECT is defined.
# usage: reject.sh PROGRAM.cpp COMPILER [FLAG...]     (README.md says how a program is written)
set -euo pipefail
program=$1 compiler=$2
shift 2
said=$(mktemp)
trap 'rm -f "$said"' EXIT
kind=GCC
if "$compiler" --version | grep -qi clang; then kind=CLANG; fi

compile() { LC_ALL=C "$compiler" -std=c++20 -Wall -Wextra "$@" -fsyntax-only "$program" 2>"$said"; }

if ! compile "$@"; then
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
