#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Every header compiles alone, without warnings; those of floors 0 to 3 without exceptions and RTTI, too.
# usage: headers.sh ROOT COMPILER [FLAG...]
set -euo pipefail
source "$(dirname "$0")/parallel.sh"
cd "$1"
export COMPILER=$2 FLAGS="-std=c++20 -Wall -Wextra -Werror -I include ${*:3}"

alone() {
    local bare='' scalar=-DINLAY_SIMD=0  # what is above simd/ sees xsimd through it alone, and that costs a second each time
    case $1 in
    include/inlay/core/error.hpp | include/inlay/inlay.hpp) ;;
    include/inlay/simd/*)
        bare='-fno-exceptions -fno-rtti' scalar='' ;;
    include/inlay/embedded.hpp | include/inlay/core/* | include/inlay/layers/* | include/inlay/compose/* | include/inlay/blocks/* | \
        include/inlay/losses/* | include/inlay/optimizers/* | include/inlay/inspect/* | include/inlay/network/*)
        bare='-fno-exceptions -fno-rtti' ;;
    esac
    # shellcheck disable=SC2086
    "$COMPILER" $FLAGS $bare $scalar -include "$1" -fsyntax-only -x c++ /dev/null || { echo "^^ $1 does not compile alone${bare:+ with $bare}"; return 1; }
}

count=$(find include -name '*.hpp' | wc -l)
find include -name '*.hpp' | LC_ALL=C sort | parallel alone
echo "$count headers compile alone"
