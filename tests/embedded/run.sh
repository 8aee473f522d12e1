#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Cross-compiles for Cortex-M4F and Cortex-M7, looks through the symbols, runs on emulated boards, compares with the host.
#
#   run.sh header           inlay/embedded.hpp alone, all warnings as errors
#   run.sh digits WEIGHTS   the exported network WEIGHTS/digits_weights.hpp recognises WEIGHTS/digits_samples.hpp
#   run.sh training         a network learns on the board
#   run.sh self             the checks of this script find what they look for
#
# Environment: CXX, the host's compiler (g++); WORK, a folder for what is built (a temporary one).
# Exit status: 0 passed, 77 a tool is missing (it says which), else failed.
set -u -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
include=$(cd "$here/../../include" && pwd)
host=${CXX:-g++}
cross=arm-none-eabi
what=${1:-}
weights=${2:+$(cd "$2" && pwd)}

skip() { echo "SKIP: embedded $what: $*"; exit 77; }
fail() { echo "FAILED: $*"; exit 1; }

command -v $cross-g++ > /dev/null || skip "arm-none-eabi-g++ is not installed (Debian: gcc-arm-none-eabi libstdc++-arm-none-eabi-newlib)"
echo '#include <array>' | $cross-g++ -std=gnu++20 -x c++ -fsyntax-only - 2> /dev/null ||
    skip "arm-none-eabi-g++ has no C++ library (Debian: libstdc++-arm-none-eabi-newlib)"
if [ "$what" != header ]; then
    command -v qemu-system-arm > /dev/null || skip "qemu-system-arm is not installed (Debian: qemu-system-arm)"
fi

if [ -n "${WORK:-}" ]; then
    mkdir -p "$WORK" || exit 1
else
    WORK=$(mktemp -d) || exit 1
    trap 'rm -rf "$WORK"' EXIT
fi
cd "$WORK" || exit 1

cpu_m4="-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"
cpu_m7="-mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16"
board_m4=mps2-an386
board_m7=mps2-an500
language="-std=gnu++20 -fno-exceptions -fno-rtti -Wall -Wextra -Werror"
small="-ffunction-sections -fdata-sections -fno-threadsafe-statics -fno-unwind-tables -fno-asynchronous-unwind-tables"
small="$small -fno-math-errno"

# What must not be in a program: heap, exceptions, virtual functions, run-time types, streams.
forbidden='(\b_?(malloc|calloc|realloc|free|sbrk)(_r)?$|operator (new|delete)|__cxa_(throw|allocate|begin_catch|pure_virtual)|_Unwind_|__gxx_personality|vtable for|typeinfo|std::(ios_base|basic_[io]?streambuf|basic_[io]stream|cout))'

find_forbidden() { $cross-nm -C "$1" | grep -E "$forbidden"; }

# cross_build <m4|m7> <output> <source> <flags...>: an image for the board
cross_build() {
    local cpu=cpu_$1 output=$2 source=$3
    shift 3
    # shellcheck disable=SC2086
    $cross-g++ $language $small ${!cpu} -I "$include" "$@" "$source" "$here/board/startup.cpp" \
        -nostartfiles -T "$here/board/mps2.ld" -Wl,--gc-sections -o "$output" || fail "$source does not build for $cpu"
}

# on_board <m4|m7> <image> <output>: virtual time counts instructions; the program's exit status is the result
on_board() {
    local board=board_$1
    timeout 120 qemu-system-arm -M "${!board}" -nographic -semihosting-config enable=on,target=native \
        -icount shift=6,align=off,sleep=off -kernel "$2" < /dev/null > "$3" 2>&1
}

check_symbols() {
    if find_forbidden "$1"; then fail "$1 contains the symbols above"; fi
}

print_sizes() {
    $cross-size "$1" | tail -n 1 | while read -r text data bss _; do
        echo "$1: text $text data $data bss $bss"
    done
}

build_compare() {
    "$host" -std=c++20 -O1 "$here/compare.cpp" -o compare || fail "compare.cpp does not build with $host"
}

# both <program> <tolerance> <flags...>: on the host and on both boards. Compiled without contraction to fused
# multiply-adds the results are the same bits; as one would really compile it (-O2, -Os), within the tolerance.
both() {
    local name=$1 tolerance=$2 source=$here/programs/$1.cpp core kind
    shift 2
    build_compare
    "$host" -std=gnu++20 -O2 -ffp-contract=off -Wall -Wextra -Werror -I "$include" "$@" "$source" -o "$name.host" ||
        fail "$source does not build with $host"
    "./$name.host" > "$name.host.txt" || fail "$name on the host ends with status $?: $(cat "$name.host.txt")"
    for core in m4 m7; do
        for kind in exact O2 Os; do
            local flags=-$kind limit=$tolerance image=$name.$core.$kind
            if [ $kind = exact ]; then flags="-O2 -ffp-contract=off" limit=0; fi
            # shellcheck disable=SC2086
            cross_build $core "$image" "$source" $flags "$@"
            check_symbols "$image"
            print_sizes "$image"
            on_board $core "$image" "$image.txt" || fail "$image ends with status $?: $(cat "$image.txt")"
            sed -n "s/^# /$image: /p" "$image.txt"
            ./compare "$name.host.txt" "$image.txt" "$limit" || fail "$image differs from the host"
        done
    done
}

case $what in
header)
    for core in m4 m7; do
        cpu=cpu_$core
        for level in -O0 -O2 -Os; do
            # shellcheck disable=SC2086
            $cross-g++ $language $small ${!cpu} $level -I "$include" -c "$here/programs/header_alone.cpp" -o "header.$core.o" ||
                fail "inlay/embedded.hpp alone does not compile for $core at $level"
            check_symbols "header.$core.o"
        done
        echo "header alone: $core, $($cross-size "header.$core.o" | tail -n 1 | { read -r text data bss _; echo "text $text data $data bss $bss"; })"
    done
    ;;
digits)
    [ -f "$weights/digits_weights.hpp" ] || fail "no $weights/digits_weights.hpp: run the generator in tests/deploy first"
    both digits 1e-6 -I "$weights" -I "$here/../deploy"
    ;;
training)
    both training 1e-5
    ;;
self)
    cross_build m4 heap.m4 "$here/programs/heap.cpp" -O2 --specs=nosys.specs
    find_forbidden heap.m4 > found.txt || fail "a program with a std::vector passes the check of symbols"
    grep -q malloc found.txt || fail "the check of symbols finds no malloc in a program with a std::vector"
    grep -q 'operator new' found.txt || fail "the check of symbols finds no operator new in a program with a std::vector"
    for symbol in 'vtable for network' 'typeinfo for network' 'std::ios_base::Init::Init()' '_Unwind_Resume' free; do
        echo "00000000 T $symbol" | grep -qE "$forbidden" || fail "the check of symbols misses '$symbol'"
    done
    on_board m4 heap.m4 heap.txt
    [ $? -eq 7 ] || fail "a program that returns 7 does not end with status 7: $(cat heap.txt)"
    build_compare
    printf 'class 3\np 0x3f800000\n' > a.txt
    printf 'class 3\n# one side alone\np 0x3f800001\n' > b.txt
    printf 'class 4\np 0x3f800000\n' > c.txt
    printf 'class 3\n' > d.txt
    ./compare a.txt a.txt 0 > /dev/null || fail "compare refuses equal results"
    ./compare a.txt b.txt 1e-6 > /dev/null || fail "compare refuses what is within the tolerance"
    for other in "b.txt 0" "c.txt 1" "d.txt 1"; do
        # shellcheck disable=SC2086
        if ./compare a.txt $other > /dev/null; then fail "compare accepts $other"; fi
    done
    echo "symbols found in a program with a std::vector: $(wc -l < found.txt)"
    ;;
*)
    echo "usage: $0 header | digits FOLDER | training | self"
    exit 2
    ;;
esac
echo "passed: $what"
