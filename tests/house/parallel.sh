# SPDX-License-Identifier: BSD-3-Clause
# For the scripts beside this one: run a function for each line of standard input, as many at a time as there are cores.
# usage: parallel FUNCTION <items      each item's output appears whole; returns 1 if any of them failed
parallel() {
    export -f "$1"
    xargs -r -d '\n' -n 1 -P "${INLAY_JOBS:-$(nproc)}" bash -c 'out=$('"$1"' "$1" 2>&1); status=$?; [ -z "$out" ] || printf "%s\n" "$out"; exit $((status != 0))' each
}
