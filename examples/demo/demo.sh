#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# demo.sh BUILD: the demonstration, with the programs that were built in the folder BUILD. ./run demo does both.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: demo.sh BUILD}" && pwd)
data=$here/../data output=$build/output programs=$build/examples/demo
mkdir -p "$output"

step() { printf '\n== %s\n' "$*"; }
now() { date +%s%N; }
since() { local tenths=$((($(now) - $1) / 100000000)); echo "$((tenths / 10)).$((tenths % 10)) s"; }

step "training"
"$programs/demo_train" "$data" "$output"

step "a fresh process loads what was saved"
"$programs/demo_predict" "$data" "$output" | tee "$output/predict.log"
accuracy=$(grep '^test accuracy: ' "$output/predict.log")

step "the network becomes part of a program; the compiler runs it"
clang=
for version in 24 23 22 21 20 19; do
    if command -v "clang++-$version" >/dev/null; then clang=clang++-$version; break; fi
done
proved=
for compiler in "${CXX:-g++}" $clang; do
    [ "$proved" != "$compiler" ] || continue
    began=$(now)
    "$compiler" -std=c++20 -O2 -I "$here/../../include" -I "$here" -I "$output" "$here/demo_proof.cpp" -o "$output/demo_proof"
    echo "$compiler: the static_assert holds; compiled in $(since "$began")"
    "$output/demo_proof"
    proved="${proved:+$proved, }$compiler"
done

step "summary"
cat <<END
A convolutional network was trained on real handwritten digits, saved in every form, loaded by another process, tested
on digits it had not seen, and built into a program as constants, where the compiler itself ran it ($proved).
The files are in $output:
END
describe() { printf '  %-24s %7d bytes  %s\n' "$1" "$(wc -c <"$output/$1")" "$2"; }
describe digits.weights "the weights alone"
describe digits.structure.json "the layers and shapes"
describe digits.config.json "loss, optimiser, epochs, seed"
describe digits.inlay "all of it in one file, binary"
describe digits.json "all of it in one file, JSON"
describe digits_weights.hpp "the weights as a C++ header"
describe demo_proof "a program with the network inside"
echo "$accuracy"
