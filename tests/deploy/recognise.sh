#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# recognise.sh gcc|clang FOLDER PROGRAM: builds recognise.cpp around the header exported to FOLDER, with the compiler's
# own limits of constant evaluation, and runs it; for scalar code and for SIMD. Another network of the same name must be
# refused. 77: no such compiler (GCC >= 12, Clang >= 19).
set -u

here=$(cd "$(dirname "$0")" && pwd)
family=$1 folder=$2 program=$3

case $family in
gcc) candidates="${CXX:-} g++ g++-15 g++-14 g++-13 g++-12" identity=__GNUC__ oldest=12 ;;
clang) candidates="${CXX:-} clang++ clang++-22 clang++-21 clang++-20 clang++-19" identity=__clang_major__ oldest=19 ;;
*) echo "unknown compiler family $family"; exit 2 ;;
esac

compiler=
for candidate in $candidates; do
    command -v "$candidate" > /dev/null || continue
    macros=$(echo | "$candidate" -x c++ -dM -E - 2> /dev/null)
    if [ "$family" = gcc ] && grep -q __clang__ <<< "$macros"; then continue; fi
    version=$(sed -n "s/^#define $identity //p" <<< "$macros")
    if [ "${version:-0}" -ge $oldest ]; then
        compiler=$candidate
        break
    fi
done
if [ -z "$compiler" ]; then
    echo "SKIP: deploy_recognise_$family: no $family of version $oldest or later is installed"
    exit 77
fi

for simd in 0 1; do
    if [ $simd = 1 ] && ! echo '#include <xsimd/xsimd.hpp>' | "$compiler" -std=c++20 -x c++ -fsyntax-only - 2> /dev/null; then
        echo "without xsimd there is no SIMD build to try"
        continue
    fi
    "$compiler" -std=c++20 -O2 -Wall -Wextra -Werror -DINLAY_SIMD=$simd -I "$here/../../include" -I "$folder" \
        "$here/recognise.cpp" -o "$program" || { echo "FAILED: recognise.cpp does not build with $compiler, INLAY_SIMD=$simd"; exit 1; }
    "$program" || { echo "FAILED: $? values differ between compile time, run time and export with $compiler, INLAY_SIMD=$simd"; exit 1; }
    echo "$compiler ($version), INLAY_SIMD=$simd: the compiler recognised the seven, the program agrees"
done

other=$program.other
mkdir -p "$other"
cp "$here/recognise.cpp" "$other"
sed 's/max_pool2d<2>/max_pool2d<3>/' "$here/digits.hpp" > "$other/digits.hpp"
if "$compiler" -std=c++20 -fsyntax-only -I "$here/../../include" -I "$folder" "$other/recognise.cpp" 2> "$other/messages.txt"; then
    echo "FAILED: the header was accepted by a program with another network"
    exit 1
fi
grep -q 'digits_weights.hpp was exported from another network than this digits: export it again' "$other/messages.txt" ||
    { echo "FAILED: another network was refused without saying so:"; head -n 20 "$other/messages.txt"; exit 1; }
echo "$compiler: another network of the same name is refused"
