#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds and runs a user's project in a scratch folder.
# usage: consume.sh package|subdirectory|plain ROOT BUILD COMPILER       BUILD: a configured build of ROOT, to install from
set -euo pipefail
kind=$1 root=$2 build=$3 compiler=$4
here=$root/tests/consumers
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

program() { "$@" >"$scratch/output" 2>&1 || { cat "$scratch/output"; echo "failed: $*"; return 1; }; }
project() {  # FOLDER "PROGRAM..." CMAKE-ARGUMENT...
    local folder=$1 programs=$2
    shift 2
    program cmake -S "$here/$folder" -B "$scratch/build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" "$@"
    program cmake --build "$scratch/build"
    for name in $programs; do
        program "$scratch/build/$name"
        echo "$kind/$name: $(tail -n 1 "$scratch/output")"
    done
}

case $kind in
package)
    program cmake --install "$build" --prefix "$scratch/prefix"
    # moved after installing: nothing in the package may remember where it was
    mv "$scratch/prefix" "$scratch/elsewhere"
    project package "core hosted" -DCMAKE_PREFIX_PATH="$scratch/elsewhere"
    if grep -rn -e "$root" -e "$build" "$scratch/elsewhere"; then
        echo "the installed package names the folder that it was built from"
        exit 1
    fi ;;
subdirectory)
    project subdirectory core -DINLAY_SOURCE="$root" ;;
plain)
    program cmake --install "$build" --prefix "$scratch/prefix"
    for name in core hosted; do
        program "$compiler" -std=c++20 -Wall -Wextra -Werror -I "$scratch/prefix/include" "$here/$name.cpp" -o "$scratch/$name"
        program "$scratch/$name"
        echo "$kind/$name: $(tail -n 1 "$scratch/output")"
    done ;;
*) sed -n '3,4p' "$0"; exit 2 ;;
esac
