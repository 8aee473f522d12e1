#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Reads the machine code of inference, one sample and many: the first must call nothing of ours, the second nothing but one
# function per product and the tiles that they share (so neither allocates), and the loops must keep their sums in registers.
# usage: inlining.sh INFERENCE.cpp COMPILER FLAG...
set -euo pipefail
source=$1 compiler=$2
shift 2
if [ "$(uname -m)" != x86_64 ]; then echo "SKIP: inlining: reads x86-64 machine code only"; exit 77; fi
if ! command -v objdump >/dev/null; then echo "SKIP: inlining: no objdump here (package binutils)"; exit 77; fi
if ! echo '#include <xsimd/xsimd.hpp>' | "$compiler" -std=c++20 -x c++ -E - >/dev/null 2>&1; then
    echo "SKIP: inlining: no xsimd here (package libxsimd-dev)"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$compiler" -std=c++20 -O3 -march=native "$@" -c "$source" -o "$work/inference.o"
objdump -dr --no-show-raw-insn "$work/inference.o" >"$work/code"

awk '
function number(hex,  i, v) {
    v = 0
    for (i = 1; i <= length(hex); i++) v = v * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return v
}
# the instructions of the network, its products and its callers: address, text. Functions that these do not call do not count
/^[0-9a-f]+ <.*>:$/ {
    many = $2 == "<infer_many>:" || $2 ~ /chain.*digits.*forward.*18446744073709551615/  # the number of samples: at run time
    one = $2 == "<infer_digits>:" || ($2 ~ /chain.*digits.*forward/ && !many)
    product = $2 ~ /affine_rows/
    tile = $2 ~ /simd8multiply/
    inside = one || many || product || tile
    singles += one
    products_found += product
    tiles_found += tile
    base += 1000000
    next
}
!inside { next }
/R_X86_64_(PLT32|PC32|GOTPCREL).*/ { if (pending != "") { target = $3; sub(/[-+]0x.*/, "", target); called[(one ? "one" : "many") " " target]++; pending = "" } next }
/^ *[0-9a-f]+:/ {
    address = base + number(substr($1, 1, length($1) - 1))
    text = $0
    sub(/^[^:]*:[ \t]*/, "", text)
    n++
    at[n] = address
    code[n] = text
    pending = text ~ /^(call|j)/ ? text : ""
    if (text ~ /^mov +%rsp,%rbp/) framed[base] = 1  # elsewhere rbp is a register like any other
}
END {
    if (singles == 0 || singles > 3) { print "inference is made of " singles + 0 " functions, not of one and its caller"; exit 1 }
    if (products_found == 0 || products_found > 2) { print "inference of many samples has " products_found + 0 " products, not 2"; exit 1 }
    if (tiles_found == 0) { print "the products share no tiles"; exit 1 }
    bad = 0
    for (t in called) {
        split(t, call, " ")
        if (call[2] ~ /^(memcpy|memset|memmove)/) continue
        if (call[2] ~ /chain.*digits.*forward/) continue  # the network itself
        if (call[1] == "many" && call[2] ~ /affine_rows|simd8multiply|softmax.*forward/) continue
        print "inference of " call[1] " calls " call[2]
        bad = 1
    }
    # an innermost loop: a jump back without another such jump between
    loops = spills = products = 0
    for (i = 1; i <= n; i++) {
        if (code[i] !~ /^j/) continue
        split(code[i], part, /[ \t]+/)
        to = int(at[i] / 1000000) * 1000000 + number(part[2])
        if (to > at[i] || to < at[1]) continue
        inner = 1
        stores = fmas = 0
        for (k = i - 1; k >= 1 && at[k] >= to; k--) {
            if (code[k] ~ /^j/) { split(code[k], q, /[ \t]+/); q[0] = int(at[k] / 1000000) * 1000000 + number(q[2]); if (q[0] <= at[k] && q[0] >= to) inner = 0 }
            if (code[k] ~ /^(vf[n]?madd|mulps|vmulps)/) fmas++
            # a spill has no index; what has one goes into an array
            if (code[k] ~ /^v?mov[aud]*p?[sdq]*.*%[xyz]mm[0-9]+,.*\(%r[sb]p\)/ &&
                (code[k] ~ /\(%rsp\)/ || int(at[k] / 1000000) * 1000000 in framed)) { stores++; example = code[k] }
        }
        if (!inner || fmas == 0) continue
        loops++
        products += fmas
        if (stores > 0) { spills += stores; print "a loop with " fmas " products stores to the stack " stores " times: " example }
    }
    print "inference: " n " instructions, " loops " innermost loops with " products " products"
    if (loops < 5) { print "too few loops with products were found: is this test reading the right code?"; bad = 1 }
    if (bad || spills > 0) exit 1
}' "$work/code"
