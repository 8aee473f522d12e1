#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Everything compiles with other versions of xsimd, xtensor and xtl than the installed ones; their names are printed.
# usage: upstream.sh ROOT COMPILER [INCLUDE-DIR]      INCLUDE-DIR holds xsimd/, xtensor/ and xtl/; without it: skipped
set -euo pipefail
if [ -z "${3:-}" ]; then
    echo "SKIP: upstream: no other versions of xsimd and xtensor are given (INLAY_UPSTREAM_INCLUDE=DIR)"
    exit 77
fi
cd "$1"
versions='#include <inlay/inlay.hpp>
#include <cstdio>
int main() { std::printf("xsimd %d, xtensor %d.%d\n", XSIMD_VERSION_MAJOR, XTENSOR_VERSION_MAJOR, XTENSOR_VERSION_MINOR); }'
program=$(mktemp)
trap 'rm -f "$program"' EXIT
for march in x86-64 x86-64-v3 x86-64-v4; do
    [ "$(uname -m)" = x86_64 ] || march=native
    "$2" -std=c++20 -Wall -Wextra -march=$march -isystem "$3" -I include -x c++ - -o "$program" <<<"$versions"
    echo "compiles for $march"
    [ $march != x86-64 ] || "$program"
    [ "$(uname -m)" = x86_64 ] || break
done
