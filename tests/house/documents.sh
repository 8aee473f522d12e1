#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Compiles and runs the C++ in README.md, CONTRIBUTING.md and docs/*.md. The line before a ```cpp block says how:
#   <!-- test: run -->               a program: compiled, run, must end with 0
#   <!-- test: run prints REGEX -->  and a line of its output matches
#   <!-- test: compile -->           a program or a header: compiled only
#   <!-- test: body -->              statements: put into main() behind #include <inlay/inlay.hpp> and namespace nn
#   <!-- test: file NAME -->         saved as NAME, for the blocks after it to include
#   <!-- test: reject REGEX -->      a program that must be refused, with a message that matches
#   <!-- test: none REASON -->       not tested
# A block of C++ without such a line is a fault. Programs run in a scratch folder with examples/ in it.
# usage: documents.sh ROOT COMPILER | documents.sh --self-test COMPILER
set -euo pipefail

# split FILE INTO: writes each block to INTO/<number> and prints "number line kind-and-argument"
split() {
    awk -v into="$2" '
    /^<!-- test: .* -->[ \t]*$/ { mark = $0; sub(/^<!-- test: */, "", mark); sub(/ *-->[ \t]*$/, "", mark); next }
    /^```[ \t]*$/ && inside { inside = 0; if (number in out) close(out[number]); next }
    /^```(cpp|c\+\+)[ \t]*$/ && !inside { inside = 1; number++; out[number] = into "/" number; printf "" >out[number]
                               print number, FNR, (mark == "" ? "unmarked" : mark); mark = ""; copy = 1; next }
    /^```/ && !inside { inside = 1; copy = 0; next }
    inside && copy { print >out[number] }
    inside { next }
    !/^[ \t]*$/ { mark = "" }' "$1"
}

check_document() {  # ROOT FILE
    local root=$1 file=$2 scratch blocks number line mark kind argument status=0
    scratch=$(mktemp -d)
    ln -s "$root/examples" "$scratch/examples"
    mkdir "$scratch/blocks"
    blocks=$(split "$root/$file" "$scratch/blocks")
    while read -r number line mark; do
        [ -n "$number" ] || continue
        kind=${mark%% *} argument=''
        [ "$kind" = "$mark" ] || argument=${mark#* }
        if block_ok "$root" "$scratch" "$scratch/blocks/$number" "$kind" "$argument" >"$scratch/said" 2>&1; then
            echo "ok      $file:$line $mark"
        else
            cat "$scratch/said"
            echo "FAILED  $file:$line $mark"
            status=1
        fi
    done <<<"$blocks"
    rm -rf "$scratch"
    return $status
}

block_ok() {  # ROOT SCRATCH BLOCK KIND ARGUMENT
    local source="$3.cpp" flags=(-std=c++20 -Wall -Wextra -I "$1/include" -I "$2")
    case $4 in
    body) { printf '#include <inlay/inlay.hpp>\nnamespace nn = inlay;\nint main() {\n'; cat "$3"; printf '}\n'; } >"$source" ;;
    *) cp "$3" "$source" ;;
    esac
    cd "$2" || return 1
    case $4 in
    run | body)
        "$compiler" "${flags[@]}" -O2 "$source" -o "$3.program" || return 1
        "$3.program" </dev/null >"$3.output" 2>&1 || { cat "$3.output"; echo "it ended with an error"; return 1; }
        if [ "${5%% *}" = prints ] && ! grep -qE -- "${5#prints }" "$3.output"; then
            cat "$3.output"
            echo "it did not print ${5#prints }"
            return 1
        fi ;;
    compile) "$compiler" "${flags[@]}" -fsyntax-only "$source" ;;
    file) cp "$3" "$2/$5" ;;
    reject)
        if LC_ALL=C "$compiler" "${flags[@]}" -fsyntax-only "$source" >"$3.output" 2>&1; then echo "it was accepted"; return 1; fi
        grep -qE -- "$5" "$3.output" || { head -c 4000 "$3.output"; echo "the message does not match $5"; return 1; } ;;
    none) [ -n "$5" ] || { echo "say why it is not tested: <!-- test: none REASON -->"; return 1; } ;;
    unmarked) echo "no <!-- test: ... --> line before this block"; return 1 ;;
    *) echo "unknown kind of block: $4"; return 1 ;;
    esac
}

check() {
    local root=$1 file status=0
    for file in README.md CONTRIBUTING.md $(cd "$root" && ls docs/*.md 2>/dev/null); do
        [ ! -e "$root/$file" ] || check_document "$root" "$file" || status=1
    done
    return $status
}

self_test() {
    local status=0
    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
    mkdir "$root/examples" "$root/include"
    try() {  # ok|FAILED WORDS: the document is standard input
        local said
        cat >"$root/README.md"
        said=$(check "$root" 2>&1) || true
        if ! grep -q "^$1 .*README" <<<"$said" || ! grep -qF -- "$2" <<<"$said" || { [ "$1" = ok ] && grep -q '^FAILED' <<<"$said"; }; then
            printf 'wanted %s "%s", got:\n%s\n' "$1" "$2" "$said"
            status=1
        fi
    }
    try ok ':2 run prints ^4' <<<$'<!-- test: run prints ^4 -->\n```cpp\n#include <cstdio>\nint main() { std::puts("42"); }\n```'
    try ok ':2 file a.hpp' <<<$'<!-- test: file a.hpp -->\n```cpp\nint f() { return 0; }\n```\n<!-- test: run -->\n```cpp\n#include "a.hpp"\nint main() { return f(); }\n```'
    try ok ':3 reject hello' <<<$'<!-- test: reject hello -->\n\n```cpp\nstatic_assert(false, "hello");\n```'
    try ok ':5 none as it is' <<<$'```sh\n```cpp\n```\n<!-- test: none as it is -->\n```cpp\n=\n```'
    try FAILED 'no <!-- test' <<<$'```cpp\nint main() {}\n```'
    try FAILED 'no <!-- test' <<<$'<!-- test: run -->\nwords between\n```cpp\nint main() {}\n```'
    try FAILED 'ended with an error' <<<$'<!-- test: run -->\n```cpp\nint main() { return 1; }\n```'
    try FAILED 'did not print' <<<$'<!-- test: run prints x -->\n```cpp\nint main() {}\n```'
    try FAILED 'expected' <<<$'<!-- test: compile -->\n```cpp\nint main( {}\n```'
    try FAILED 'it was accepted' <<<$'<!-- test: reject x -->\n```cpp\nint main() {}\n```'
    try FAILED 'does not match' <<<$'<!-- test: reject giants -->\n```cpp\nstatic_assert(false, "hello");\n```'
    try FAILED 'say why' <<<$'<!-- test: none -->\n```cpp\n=\n```'
    return $status
}

compiler=${2:?usage: documents.sh ROOT COMPILER}
case $1 in
--self-test) self_test ;;
*) check "$(cd "$1" && pwd)" ;;
esac
